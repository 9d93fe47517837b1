import { Link } from 'react-router-dom';
import { buttonClass } from '../ui/Button.tsx';

export function NotFoundPage() {
  return (
    <div className="grid justify-items-start gap-4">
      <h1 className="text-3xl">There is no page at this address</h1>
      <Link to="/" className={buttonClass('primary')}>
        Go to the home page
      </Link>
    </div>
  );
}
