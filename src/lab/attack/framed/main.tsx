import '../../../ui/tokens.css';

/**
 * The document that an attack shows in a frame: the consent page of the authorization server, without the app. It
 * creates no session, so a page that frames this document cannot make the app restore a session. The page is imported
 * dynamically, so that the first paint of the app does not wait for it.
 */
const [{ createRoot }, { FramedConsentPage }] = await Promise.all([
  import('react-dom/client'),
  import('../FramedConsentPage.tsx'),
]);
const container = document.getElementById('root');
if (!container) throw new Error('The framed document has no #root.');
createRoot(container).render(<FramedConsentPage />);
