package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.tandem.node.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// What runs, written down in the cluster's directory: `cluster.json`, and `NAME.pid` for scripts.
final class ClusterFile {
  /// @param ownDatabase whether the database is ours to stop
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Content(boolean ownDatabase, List<Member> members) {
    Content {
      members = List.copyOf(members);
    }
  }

  private static final JsonMapper MAPPER =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private final Path file;
  private final Path dir;

  ClusterFile(Path dir) {
    this.dir = dir;
    this.file = dir.resolve("cluster.json");
  }

  Optional<Content> read() {
    try {
      return Files.exists(file)
          ? Optional.of(MAPPER.readValue(Files.readAllBytes(file), Content.class))
          : Optional.empty();
    } catch (IOException e) {
      throw new CommandFailure(1, file + " cannot be read: " + e.getMessage());
    }
  }

  /// All of it or nothing, so that a command killed halfway leaves a file the next one can use.
  void write(Content content) throws IOException {
    Path whole = Files.write(dir.resolve("cluster.json.new"), MAPPER.writeValueAsBytes(content));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    for (Member member : content.members()) {
      Files.writeString(pidFile(member), member.pid() + "\n");
    }
  }

  void delete(Content content) throws IOException {
    for (Member member : content.members()) {
      Files.deleteIfExists(pidFile(member));
    }
    Files.deleteIfExists(file);
  }

  /// Of a member that is no longer written down.
  void forget(Member member) throws IOException {
    Files.deleteIfExists(pidFile(member));
  }

  private Path pidFile(Member member) {
    return dir.resolve(member.name() + ".pid");
  }
}
