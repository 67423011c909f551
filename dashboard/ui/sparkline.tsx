// A trend in the space of a word. The numbers stand beside it: it is a picture only.

export function Sparkline({ values, className }: { readonly values: readonly number[]; readonly className?: string }) {
  if (values.length < 2) return null;
  const most = Math.max(...values, 1e-9);
  const step = 100 / (values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(2)},${(28 - (value / most) * 26).toFixed(2)}`);
  return (
    <svg aria-hidden viewBox="0 0 100 30" preserveAspectRatio="none" className={className}>
      <polygon points={`0,30 ${points.join(" ")} 100,30`} fill="currentColor" opacity="0.12" />
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
