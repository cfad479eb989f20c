package dev.tandem.node.graph;

import dev.tandem.table.Role;
import dev.tandem.table.StateTable;
import java.util.List;
import java.util.Locale;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;

/// A state table as one role sees it, as a picture for a browser. Fonts are monospaced: the layout
/// counts characters.
public final class SvgDiagram {
  private static final double MARGIN = 12;

  private final StringBuilder svg = new StringBuilder();

  private SvgDiagram() {}

  /// @param role [Role#UAC] or [Role#UAS]
  /// @return an SVG document
  public static String of(StateTable table, Role role) {
    var layout = new DiagramLayout(table, role);
    var diagram = new SvgDiagram();
    diagram.draw(layout, table.source() + ", " + role.yaml());
    return diagram.svg.toString();
  }

  private void draw(DiagramLayout layout, String title) {
    double width = layout.graph.getWidth() + 2 * MARGIN;
    double height = layout.graph.getHeight() + 2 * MARGIN;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"%.0f %.0f"
            + " %.0f %.0f\" font-family=\"monospace\" font-size=\"11\">",
        width, height, -MARGIN, -MARGIN, width, height);
    svg.append("<title>").append(escaped(title)).append("</title>\n");
    svg.append(
        """
        <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#456"/></marker></defs>
        """);
    add(
        "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" fill=\"#fff\"/>",
        -MARGIN, -MARGIN, width, height);
    layout.lines.forEach(this::line);
    layout.boxes.forEach(this::box);
    layout.lines.forEach(this::label);
    svg.append("</svg>\n");
  }

  private void line(DiagramLayout.Line line) {
    for (ElkEdgeSection section : line.edge().getSections()) {
      var path = new StringBuilder(at("M", section.getStartX(), section.getStartY()));
      section.getBendPoints().forEach(it -> path.append(at(" L", it.getX(), it.getY())));
      path.append(at(" L", section.getEndX(), section.getEndY()));
      svg.append("<path d=\"")
          .append(path)
          .append("\" fill=\"none\" stroke=\"#456\" marker-end=\"url(#tip)\"/>\n");
    }
  }

  private static String at(String command, double x, double y) {
    return String.format(Locale.ROOT, "%s%.1f,%.1f", command, x, y);
  }

  private void label(DiagramLayout.Line line) {
    for (ElkLabel label : line.edge().getLabels()) {
      add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#fff\""
              + " fill-opacity=\"0.9\"/>",
          label.getX(), label.getY(), label.getWidth(), label.getHeight());
      text(label.getX() + DiagramLayout.PADDING, label.getY(), line.lines(), "#234");
    }
  }

  private void box(DiagramLayout.Box box) {
    var node = box.node();
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"%s\""
            + " stroke=\"#456\" stroke-width=\"%s\"/>",
        node.getX(),
        node.getY(),
        node.getWidth(),
        node.getHeight(),
        box.isFinal() ? "#e6e6e6" : "#eaf2fb",
        box.isFinal() ? "2.5" : "1.2");
    double left = node.getX() + DiagramLayout.PADDING;
    double top = node.getY() + DiagramLayout.PADDING;
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-weight=\"bold\" font-size=\"12\">%s</text>",
        left, top + 11, escaped(box.name()));
    text(left, top + DiagramLayout.LINE, box.stays(), "#678");
  }

  private void text(double x, double y, List<String> lines, String colour) {
    for (int i = 0; i < lines.size(); i++) {
      add(
          "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>",
          x, y + 11 + i * DiagramLayout.LINE, colour, escaped(lines.get(i)));
    }
  }

  private void add(String line, Object... values) {
    svg.append(String.format(Locale.ROOT, line, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
