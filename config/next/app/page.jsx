import { headers } from 'next/headers';

export default async function Page() {
  const id = (await headers()).get('x-request-id');
  console.log(`shelf for ${id}`);
  return (
    <main>
      <h1>The shelf</h1>
      <p>0 books, asked for by {id}</p>
    </main>
  );
}
