package dev.tandem.node.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

/// What a release wrote, by type name, as JSON: the trees that its CBOR stood for.
///
/// Run [#main] once for each release with the file to write, and keep the files of the releases
/// before: `mvn -pl cluster-node -am test-compile`, then this class with the test class path.
final class WireFixtures implements AutoCloseable {
  static final CBORMapper CBOR = new CBORMapper();
  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final ActorSystem<Void> system;
  private final Serialization serialization;
  private final Samples samples;

  WireFixtures() {
    var config =
        ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("dev/tandem/node/pekko.conf"))
            .withFallback(ConfigFactory.load());
    system = ActorSystem.create(Behaviors.empty(), "tandem", config);
    serialization = SerializationExtension.get(system);
    samples = new Samples(system.deadLetters());
  }

  /// What this release writes for a sample of the type.
  JsonNode written(Class<?> type) throws IOException {
    return tree(samples.any(type));
  }

  JsonNode tree(Object value) throws IOException {
    return CBOR.readTree(serialization.serialize(value).get());
  }

  /// What this release makes of such a tree.
  Object read(String type, JsonNode tree) throws Exception {
    var serializer = serialization.serializerFor(Class.forName(type));
    return serialization
        .deserialize(CBOR.writeValueAsBytes(tree), serializer.identifier(), type)
        .get();
  }

  ObjectNode all() throws IOException {
    ObjectNode all = JSON.createObjectNode();
    for (Class<?> type : Samples.types()) {
      all.set(type.getName(), written(type));
    }
    return all;
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  public static void main(String[] arguments) throws IOException {
    try (var fixtures = new WireFixtures()) {
      Files.writeString(Path.of(arguments[0]), JSON.writeValueAsString(fixtures.all()) + "\n");
    }
  }
}
