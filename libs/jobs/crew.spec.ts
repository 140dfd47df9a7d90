import { Crew } from './crew';

function crewOf(...workers: string[]): { crew: Crew; looks: string[] } {
  const looks: string[] = [];
  const crew = new Crew((id) => looks.push(id));
  for (const worker of workers) crew.rest(worker);
  return { crew, looks };
}

describe('the workers of a queue', () => {
  it('are woken one at a time, each in its turn', () => {
    const { crew, looks } = crewOf('a', 'b', 'c');
    for (let count = 0; count < 4; count += 1) crew.wake();
    expect(looks).toEqual(['a', 'b', 'c', 'a']);
  });

  it('wake the next one when they find a job, and look again themselves', () => {
    const { crew, looks } = crewOf('a', 'b', 'c');
    crew.wake();
    crew.busy('a');
    expect(looks).toEqual(['a', 'a', 'b']);
    crew.busy('b');
    expect(looks).toEqual(['a', 'a', 'b', 'b', 'c']);
  });

  it('that are at work are not woken, but look again when they are done', () => {
    const { crew, looks } = crewOf('a');
    crew.busy('a');
    crew.wake();
    expect(looks).toEqual(['a']);
    crew.rest('a');
    crew.wake();
    expect(looks).toEqual(['a', 'a']);
  });
});
