export interface NavigationLink {
  to: string;
  label: string;
}
