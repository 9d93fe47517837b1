import { createContext, type ReactNode } from 'react';

/** What the routes show beside the navigation of every screen of the lab. */
export const HeaderAside = createContext<ReactNode>(null);
