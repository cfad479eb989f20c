package dev.tandem.table;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Tables nobody would write. About half the events lack a last resort and rely on rows.
final class RandomTable {
  private static final List<String> STATES = List.of("Idle", "A", "B", "C", "End");
  private static final List<String> GUARDS =
      List.of(
          "IsBridged",
          "{not: IsBridged}",
          "HasPeer",
          "{not: HasPeer}",
          "{condition: N, operator: less_than, value: 2}",
          "{condition: N, operator: greater_or_equal, value: 2}",
          "F",
          "{not: F}");
  private static final List<TableEvent> EVENTS =
      List.of(TableEvent.MAKE_CALL, TableEvent.DIALOG_BYE, TableEvent.DIALOG_ACK);

  private RandomTable() {}

  static String yaml(Random random) {
    var yaml = new StringBuilder("version: \"1.0\"\nstates:\n");
    STATES.forEach(name ->
        yaml.append("  - {name: ")
            .append(name)
            .append(", final: ")
            .append(name.equals("End"))
            .append("}\n"));
    yaml.append("conditions:\n  - {name: N, default: 0}\n  - {name: F, default: false}\n");
    yaml.append("transitions:\n");
    // A ring keeps most tables connected; the rest is chance.
    for (int i = 0; i < STATES.size() - 1; i++) {
      yaml.append("  - {state: ").append(STATES.get(i)).append(", event: HangupCall, next_state: ");
      yaml.append(STATES.get(i + 1)).append("}\n");
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      row(yaml, random);
    }
    boolean rely = random.nextBoolean();
    if (rely) {
      for (String guard : List.of("F", "{not: F}")) {
        yaml.append("  - {state: Any, event: DialogACK, guards: [").append(guard).append("]}\n");
      }
    }
    yaml.append(rely ? Tables.OTHERWISE.replaceFirst("  DialogACK: .*\n", "") : Tables.OTHERWISE);
    return yaml.toString();
  }

  private static void row(StringBuilder yaml, Random random) {
    Role role = Role.values()[List.of(0, 1, 3).get(random.nextInt(3))];
    yaml.append("  - {role: ").append(role.yaml());
    yaml.append(", state: ")
        .append(random.nextInt(4) == 0 ? "Any" : pick(STATES.subList(0, 4), random));
    yaml.append(", event: ").append(pick(EVENTS, random).yaml());
    yaml.append(", guards: [")
        .append(pick(GUARDS, random))
        .append(", ")
        .append(pick(GUARDS, random));
    yaml.append("], conditions: {N: {increment: 1}, F: ").append(random.nextBoolean());
    yaml.append("}, next_state: ").append(pick(STATES, random)).append("}\n");
  }

  static Set<TableGuard> facts(Random random) {
    var facts = EnumSet.noneOf(TableGuard.class);
    for (TableGuard guard : TableGuard.values()) {
      if (random.nextBoolean()) {
        facts.add(guard);
      }
    }
    return facts;
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
