export default function Books() {
  return <h1>Books</h1>;
}
