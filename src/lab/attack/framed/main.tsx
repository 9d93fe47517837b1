import '../../../ui/tokens.css';

/**
 * The document that an attack shows in a frame: the consent page of the authorization server, and nothing of the
 * app. No session is made here, so none is restored, whoever frames it. The page is loaded when this runs: loaded
 * with it, it would be among what the app's own first paint waits for.
 */
const [{ createRoot }, { FramedConsentPage }] = await Promise.all([
  import('react-dom/client'),
  import('../FramedConsentPage.tsx'),
]);
const container = document.getElementById('root');
if (!container) throw new Error('The framed document has no #root.');
createRoot(container).render(<FramedConsentPage />);
