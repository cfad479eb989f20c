package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.tandem.bridge.BridgeEvent;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.BridgePage;
import dev.tandem.protocol.BridgeReply;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaLoad;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.NodeCommand;
import dev.tandem.protocol.RegistrarCommand;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionPage;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.registrar.RegistrarEvent;
import dev.tandem.session.core.SessionEvent;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.SerializationExtension;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that crosses a process or goes to the journal comes out as it went in.
@NullUnmarked
class WireTest {
  static final ActorTestKit KIT = Kit.create("wire");
  static final ActorRef<Object> SOMEBODY = KIT.<Object>createTestProbe().ref();

  private static final List<Class<?>> ROOTS =
      List.of(
          SessionCommand.class,
          SessionReply.class,
          SessionEvent.class,
          BridgeCommand.class,
          BridgeReply.class,
          BridgeEvent.class,
          EdgeCommand.class,
          MediaCommand.class,
          MediaReply.class,
          NodeCommand.class,
          Verdict.class,
          BridgeNotice.class,
          BridgePage.class,
          SessionPage.class,
          SessionInfo.class,
          MediaLoad.class,
          RegistrarCommand.class,
          RegistrarReply.class,
          RegistrarEvent.class);

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  static Stream<Class<?>> records() {
    return ROOTS.stream().flatMap(WireTest::leaves);
  }

  /// What entities tell only themselves never travels.
  private static Stream<Class<?>> leaves(Class<?> type) {
    if (type.isRecord()) {
      return Stream.of(type);
    }
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WireTest::leaves)
        : Stream.empty();
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordComesBackAsItWas(Class<?> type) throws Exception {
    for (boolean full : new boolean[] {true, false}) {
      Object sent = sample(type, full);

      assertThat(roundTrip(sent)).usingRecursiveComparison().isEqualTo(sent);
    }
  }

  private static Object roundTrip(Object sent) throws Exception {
    var serialization = SerializationExtension.get(KIT.system());
    byte[] bytes = serialization.serialize(sent).get();
    int id = serialization.findSerializerFor(sent).identifier();
    assertThat(serialization.findSerializerFor(sent).getClass().getSimpleName())
        .isEqualTo("JacksonCborSerializer");
    return serialization.deserialize(bytes, id, sent.getClass().getName()).get();
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyFieldOfASealedTypeNamesItsCases(Class<?> type) {
    for (Class<?> field : fields(type, new LinkedHashSet<>())) {
      if (!field.isSealed() || !field.isInterface()) {
        continue;
      }
      JsonSubTypes named = field.getAnnotation(JsonSubTypes.class);
      assertThat(named).as("%s, used by %s", field, type).isNotNull();
      assertThat(Arrays.stream(named.value()).map(JsonSubTypes.Type::value))
          .containsExactlyInAnyOrderElementsOf(List.of(field.getPermittedSubclasses()));
    }
  }

  private static Set<Class<?>> fields(Class<?> type, Set<Class<?>> found) {
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (found.add(component.getType())) {
          fields(component.getType(), found);
        }
      }
    }
    return found;
  }

  private static @Nullable Object sample(Type type, boolean full) throws Exception {
    if (type instanceof ParameterizedType of) {
      return switch (((Class<?>) of.getRawType()).getSimpleName()) {
        case "List" -> full ? List.of(sample(of.getActualTypeArguments()[0], true)) : List.of();
        case "Map" -> full ? Map.of("Tries", 3) : Map.of();
        default -> SOMEBODY;
      };
    }
    return of((Class<?>) type, full);
  }

  private static Object of(Class<?> type, boolean full) throws Exception {
    return switch (type.getSimpleName()) {
      case "String" -> "text\"ü";
      case "int", "Integer" -> 7;
      case "long", "Long" -> 1L << 40;
      case "double", "Double" -> 0.5;
      case "boolean", "Boolean" -> full;
      case "byte[]" -> new byte[] {1, -1, 0};
      case "Instant" -> Instant.parse("2026-01-01T12:00:00.123456789Z");
      case "Duration" -> Duration.ofMillis(1500);
      case "SessionId" -> new SessionId("42-abcdefghijkl");
      case "BridgeId" -> new BridgeId("42-conf~red");
      case "LegId" -> LegId.of(new SessionId("42-abcdefghijkl"), 2);
      case "Treatment" ->
          full ? Treatment.bridge(new BridgeId("42-conf~red")) : Treatment.tone(440);
      default -> composed(type, full);
    };
  }

  private static Object composed(Class<?> type, boolean full) throws Exception {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (!type.isRecord()) {
      return of(leaves(type).findFirst().orElseThrow(), full);
    }
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      boolean optional = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
      values[i] = optional && !full ? null : sample(components[i].getGenericType(), full);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }
}
