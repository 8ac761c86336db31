/**
 * The kernels' exports. Arguments are addresses in bytes and counts; nothing here allocates. Every kernel has a twin of
 * the same bits in src/kernels/plain*.ts: change the order of a sum in both or in none. Multiplications and additions
 * are rounded one by one (no fused or relaxed instructions).
 */
export { affineForward, affineBackward } from './affine';
export { copyColumns, maxGroups, repeatRows, spread, sumGroups, sumRows } from './rows';
export { finite, gather, rowProducts, scaleRows } from './steps';
export { permute, touch } from './order';
export { decode } from './decode';
export { scan } from './scan';
export { columnSums, columnMoments, columnProducts, standardizeRows } from './columns';
export { fillTile, columnTotals } from './tiles';
export { addLeverages } from './leverages';
export { addProducts } from './products';
export { addDoubles, tileGradient, tileProducts, tileResiduals, tileSpread } from './doubles';
export { factorTriangle, multiplyAdd, multiplyAddDoubles } from './matrix';
