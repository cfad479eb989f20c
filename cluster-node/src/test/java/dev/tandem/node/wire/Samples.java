package dev.tandem.node.wire;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Wire;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/// One value of everything that travels between nodes or lies in a journal, no component empty.
final class Samples {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.006Z");

  /// The same text in every process, unlike the address of a real actor.
  private final ActorRef<?> actor;

  Samples(ActorRef<?> actor) {
    this.actor = actor;
  }

  static List<Class<?>> types() {
    return new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages(
                "dev.tandem.protocol",
                "dev.tandem.session.core",
                "dev.tandem.bridge",
                "dev.tandem.registrar",
                "dev.tandem.watch")
            .stream()
            .filter(it -> it.isAssignableTo(Wire.class) && it.isRecord())
            .filter(it -> it.getAllRawInterfaces().stream().noneMatch(Samples::isInternal))
            .<Class<?>>map(JavaClass::reflect)
            .sorted(Comparator.comparing(Class::getName))
            .toList();
  }

  private static boolean isInternal(JavaClass type) {
    return type.getSimpleName().equals("Internal");
  }

  private Object of(Class<?> type) {
    try {
      RecordComponent[] parts = type.getRecordComponents();
      Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      Object[] values =
          Arrays.stream(parts).map(it -> value(it.getGenericType(), it.getName())).toArray();
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("no sample of " + type, e);
    }
  }

  private Object value(Type type, String name) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      Class<?> raw = (Class<?>) generic.getRawType();
      return switch (raw.getSimpleName()) {
        case "List" -> List.of(value(of[0], name));
        case "Set" -> Set.of(value(of[0], name));
        case "Map" -> Map.of(value(of[0], "key"), value(of[1], name));
        case "Optional" -> Optional.of(value(of[0], name));
        case "ActorRef" -> actor;
        default -> throw new AssertionError("no sample of " + type + " for " + name);
      };
    }
    return single((Class<?>) type, name);
  }

  private Object single(Class<?> type, String name) {
    if (type == SessionId.class) {
      return new SessionId("3-0123456789ab");
    } else if (type == SubscriptionId.class) {
      return new SubscriptionId("5-0123456789ab");
    } else if (type == BridgeId.class) {
      return new BridgeId("4-abcdef");
    } else if (type == AddressOfRecord.class) {
      return new AddressOfRecord("alice@example.com");
    } else if (type == LegId.class) {
      return new LegId("3-0123456789ab.1");
    } else if (type == Treatment.class) {
      return Treatment.bridge(new BridgeId("4-abcdef"));
    } else if (type == String.class || type == Object.class) {
      return name;
    } else if (type == Instant.class) {
      return AT;
    } else if (type == Duration.class) {
      return Duration.ofMillis(1_500);
    } else if (type == boolean.class || type == Boolean.class) {
      return true;
    } else if (type == int.class || type == Integer.class) {
      return 7;
    } else if (type == long.class || type == Long.class) {
      return 8L;
    } else if (type == double.class || type == Double.class) {
      return 0.5;
    } else if (type == byte[].class) {
      return new byte[] {1, 2, 3};
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type.isSealed()) {
      return of(
          Arrays.stream(type.getPermittedSubclasses())
              .filter(Class::isRecord)
              .min(Comparator.comparing(Class::getName))
              .orElseThrow());
    } else if (!type.isRecord()) {
      throw new AssertionError("no sample of " + type + " for " + name);
    }
    return of(type);
  }

  Object any(Class<?> type) {
    return single(type, "value");
  }
}
