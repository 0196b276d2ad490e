"""A small SVG plot: parallel efficiency by ranks."""
import html
import math

COLOURS = ("#b5442f", "#2f6fb5", "#3b8f4a")


def efficiency(title, lines):
    """`lines`: name -> [(ranks, efficiency)]."""
    ranks = sorted({x for points in lines.values() for x, _ in points})
    low, high = math.log2(ranks[0]), math.log2(max(ranks[-1], 2 * ranks[0]))

    def place(x, y):
        return 60 + 400 * (math.log2(x) - low) / (high - low), 250 - 200 * min(y, 1.1)

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 340" font-family="sans-serif" font-size="12">',
             '<rect width="500" height="340" fill="white"/>', f'<text x="60" y="18">{html.escape(title)}</text>']
    for percent in range(0, 101, 20):
        y = 250 - 2 * percent
        parts.append(f'<path d="M60 {y}H460" stroke="#ddd"/>')
        parts.append(f'<text x="54" y="{y + 4}" text-anchor="end">{percent} %</text>')
    for x in ranks:
        parts.append(f'<text x="{place(x, 0)[0]:.1f}" y="268" text-anchor="middle">{x}</text>')
    parts.append('<text x="260" y="284" text-anchor="middle">ranks</text>')
    for index, (name, points) in enumerate(lines.items()):
        colour = COLOURS[index % len(COLOURS)]
        path = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="60" y="{300 + 15 * index}" fill="{colour}">{html.escape(name)}</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"
