package dev.tandem.node.graph;

import dev.tandem.table.Arrow;
import dev.tandem.table.Role;
import dev.tandem.table.State;
import dev.tandem.table.StateTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/// Places the states of a table and the arrows between them. Arrows with the same ends are one with
/// several lines of text; events that leave a state as it is stand in its box.
final class DiagramLayout {
  static final double CHARACTER = 6.7;
  static final double LINE = 15;
  static final double PADDING = 8;

  /// @param name of the state, its title
  /// @param stays events that do not leave it
  record Box(String name, boolean isFinal, List<String> stays, ElkNode node) {}

  /// @param lines one for each row
  record Line(List<String> lines, ElkEdge edge) {}

  private record Ends(String from, String to) {}

  final ElkNode graph = ElkGraphUtil.createGraph();
  final List<Box> boxes = new ArrayList<>();
  final List<Line> lines = new ArrayList<>();

  DiagramLayout(StateTable table, Role role) {
    graph.setProperty(CoreOptions.ALGORITHM, "org.eclipse.elk.layered");
    graph.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(CoreOptions.SPACING_NODE_NODE, 40.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_NODE, 18.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_EDGE, 14.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_LABEL, 4.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 40.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 18.0);
    graph.setProperty(LayeredOptions.THOROUGHNESS, 30);
    fill(table, role);
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
  }

  private void fill(StateTable table, Role role) {
    Map<String, Set<String>> stays = new LinkedHashMap<>();
    Map<Ends, List<String>> moves = new LinkedHashMap<>();
    for (State state : table.reachableStates(role)) {
      stays.put(state.name(), new LinkedHashSet<>());
    }
    for (Arrow arrow : table.arrows(role)) {
      stays.computeIfAbsent(arrow.from(), _ -> new LinkedHashSet<>());
      if (arrow.stays()) {
        stays.computeIfAbsent(arrow.from(), _ -> new LinkedHashSet<>()).add(arrow.label());
      } else {
        moves
            .computeIfAbsent(new Ends(arrow.from(), arrow.to()), _ -> new ArrayList<>())
            .add(arrow.label());
      }
    }
    Map<String, ElkNode> nodes = new LinkedHashMap<>();
    stays.forEach((name, labels) -> nodes.put(name, box(table, name, List.copyOf(labels))));
    moves.forEach((ends, labels) -> line(nodes, ends, labels));
  }

  private ElkNode box(StateTable table, String name, List<String> stays) {
    ElkNode node = ElkGraphUtil.createNode(graph);
    node.setDimensions(Math.max(90, width(name, stays)), 2 * PADDING + LINE * (1 + stays.size()));
    int index = table.stateIndex(name);
    String title = index < 0 ? "any state" : name;
    boxes.add(new Box(title, index >= 0 && table.isFinal(index), stays, node));
    return node;
  }

  private void line(Map<String, ElkNode> nodes, Ends ends, List<String> labels) {
    ElkEdge edge = ElkGraphUtil.createSimpleEdge(nodes.get(ends.from()), nodes.get(ends.to()));
    var label = ElkGraphUtil.createLabel(String.join("\n", labels), edge);
    label.setDimensions(width("", labels), LINE * labels.size());
    lines.add(new Line(List.copyOf(labels), edge));
  }

  private static double width(String title, List<String> lines) {
    int longest = lines.stream().mapToInt(String::length).max().orElse(0);
    return 2 * PADDING + CHARACTER * Math.max(title.length() + 2, longest);
  }
}
