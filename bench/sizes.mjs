/** How large the cases are and how often they run. `quick` shows that everything works; its ratios are rougher. */

export const sizes = {
  full: {
    /** After so many seconds every figure is measured only once more: for quick, which has to end in time. */
    seconds: Number.POSITIVE_INFINITY,
    rounds: 7,
    /** Rounds that do not count, until code is compiled and memory is there. */
    warmUps: 3,
    coldRounds: 5,
    longRounds: 3,
    rows: 1_000_000,
    manyRows: 10_000_000,
    /** Rows of the gradient's X by d, of 320 to 800 MB. */
    gradientRows: { 10: 4_000_000, 100: 1_000_000, 1000: 100_000 },
    readBytes: 800_000_000,
    passRows: { 10: 2_000_000, 100: 200_000 },
    /** Rows and columns of ridge problems to be solved exactly. */
    ridgeShapes: [
      [1_000_000, 10],
      [20_000, 50],
      [200_000, 100],
      [20_000, 500],
      [20_000, 1000],
      [5_000, 2000],
      [100, 2000],
      [30, 20_000],
    ],
  },
  quick: {
    seconds: 110,
    rounds: 3,
    warmUps: 2,
    coldRounds: 2,
    longRounds: 1,
    rows: 100_000,
    manyRows: 500_000,
    gradientRows: { 10: 1_000_000, 100: 200_000, 1000: 20_000 },
    readBytes: 400_000_000,
    passRows: { 10: 500_000, 100: 50_000 },
    ridgeShapes: [
      [20_000, 50],
      [20_000, 500],
      [100, 2000],
    ],
  },
};
