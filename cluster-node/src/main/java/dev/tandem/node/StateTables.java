package dev.tandem.node;

import dev.tandem.node.config.StartupFailure;
import dev.tandem.session.SessionSettings;
import dev.tandem.table.InvalidTable;
import dev.tandem.table.StateTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the state table that new calls follow.
final class StateTables {
  private static final String SHIPPED = "default.yaml";

  private StateTables() {}

  static StateTable load(SessionSettings settings) {
    String path = settings.stateTable();
    try {
      return path.isEmpty()
          ? StateTable.parse(SHIPPED, shipped())
          : StateTable.parse(path, Files.readString(Path.of(path)));
    } catch (IOException e) {
      throw new StartupFailure(
          "tandem.session.state-table: " + path + " cannot be read: " + e.getMessage(), e);
    } catch (InvalidTable e) {
      throw new StartupFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static String shipped() {
    try (InputStream in = StateTable.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its state table");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
