package dev.tandem.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Makes and reads GRUUs (RFC 5627): URIs that lead to one instance of an address of record from
/// everywhere. The public one is the address with the instance in `gr`. A temporary one hides both:
/// its user part is sealed with a key that all nodes of a cluster share, so none of them keeps
/// anything of it. Safe for many threads.
public final class Gruus {
  private static final String TEMPORARY = "tgruu.";
  private static final byte[] BOUND_TO = "gruu 1".getBytes(StandardCharsets.US_ASCII);
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HASH_BYTES = 8;

  /// What stands as it is in the value of a URI parameter (RFC 3261 §25.1), letters and digits
  /// aside.
  private static final String PLAIN = "-_.!~*'()[]/:&+$";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /// @param secret at least 16 bytes, the same on all nodes
  public Gruus(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("GRUU secret needs 16 bytes, has " + secret.length);
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      key = new SecretKeySpec(Arrays.copyOf(mac.doFinal(BOUND_TO), 16), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /// A URI with `gr` as it was read.
  public sealed interface Gruu {}

  /// @param instance without angle brackets
  public record Public(AddressOfRecord address, String instance) implements Gruu {}

  /// @param instance, call hashes
  @SuppressWarnings("ArrayRecordComponent") // compared by names()
  public record Temporary(AddressOfRecord address, byte[] instance, byte[] call) implements Gruu {}

  /// None of ours.
  public record Unknown() implements Gruu {}

  /// Null for a URI without `gr`: an address of record or a contact.
  public @Nullable Gruu read(String uri) {
    String value = parameter(uri);
    if (value == null) {
      return null;
    }
    if (value.isEmpty()) {
      return opened(SipUser.of(uri)); // sealed, it is longer than an address may be
    }
    return AddressOfRecord.of(uri)
        .<Gruu>map(it -> new Public(it, unescaped(value)))
        .orElseGet(Unknown::new);
  }

  /// Whom a URI stands for that may be a GRUU; empty when it is one of nobody, or no SIP URI of a
  /// user.
  public Optional<AddressOfRecord> addressOf(String uri) {
    return switch (read(uri)) {
      case null -> AddressOfRecord.of(uri);
      case Public(var address, _) -> Optional.of(address);
      case Temporary(var address, _, _) -> Optional.of(address);
      case Unknown _ -> Optional.empty();
    };
  }

  /// User part of a URI, of a temporary GRUU the user it stands for.
  public String userOf(String uri) {
    return read(uri) instanceof Temporary(var address, _, _)
        ? SipUser.of(address.uri())
        : SipUser.of(uri);
  }

  /// Whether the binding is of the instance; a temporary GRUU may be of it and yet be over, see
  /// [#isValid].
  public static boolean names(Gruu gruu, Binding binding) {
    String instance = bare(binding.instance());
    return switch (gruu) {
      case Public(_, var wanted) -> wanted.equalsIgnoreCase(instance);
      case Temporary(_, var wanted, _) -> Arrays.equals(wanted, hash(instance));
      case Unknown _ -> false;
    };
  }

  /// Whether the GRUU of that binding's instance still counts: a temporary one does until the
  /// instance registers with another Call-ID (§3.1.2).
  public static boolean isValid(Gruu gruu, Binding binding) {
    return !(gruu instanceof Temporary temporary)
        || Arrays.equals(temporary.call(), hash(binding.callId()));
  }

  /// @param base URI of the address of record: scheme, user, host and port count
  /// @param instance value of `+sip.instance`
  public String publicOf(String base, String instance) {
    return withoutParameters(base) + ";gr=" + escaped(bare(instance));
  }

  /// Another one each time.
  ///
  /// @param base URI whose scheme, host and port the GRUU gets
  /// @param callId of the REGISTER
  public String temporaryOf(String base, AddressOfRecord address, String instance, String callId) {
    String uri = withoutParameters(base);
    String scheme = uri.substring(0, uri.indexOf(':') + 1);
    return scheme
        + TEMPORARY
        + sealed(address, bare(instance), callId)
        + uri.substring(uri.indexOf('@'))
        + ";gr";
  }

  private String sealed(AddressOfRecord address, String instance, String callId) {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    byte[] name = address.value().getBytes(StandardCharsets.UTF_8);
    byte[] plain =
        ByteBuffer.allocate(2 * HASH_BYTES + name.length)
            .put(hash(instance))
            .put(hash(callId))
            .put(name)
            .array();
    try {
      byte[] hidden = cipher(Cipher.ENCRYPT_MODE, iv).doFinal(plain);
      return BASE64.encodeToString(
          ByteBuffer.allocate(iv.length + hidden.length).put(iv).put(hidden).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  private Gruu opened(String user) {
    if (!user.startsWith(TEMPORARY)) {
      return new Unknown();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(user.substring(TEMPORARY.length()));
      if (sealed.length <= IV_BYTES) {
        return new Unknown();
      }
      byte[] iv = Arrays.copyOf(sealed, IV_BYTES);
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, iv).doFinal(sealed, IV_BYTES, sealed.length - IV_BYTES);
      String name =
          new String(plain, 2 * HASH_BYTES, plain.length - 2 * HASH_BYTES, StandardCharsets.UTF_8);
      return new Temporary(
          new AddressOfRecord(name),
          Arrays.copyOf(plain, HASH_BYTES),
          Arrays.copyOfRange(plain, HASH_BYTES, 2 * HASH_BYTES));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return new Unknown(); // sealed by another cluster, cut, or made up
    }
  }

  private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
    cipher.updateAAD(BOUND_TO);
    return cipher;
  }

  private static byte[] hash(String text) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(whole, HASH_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Whether a URI has `gr`, whoever made it.
  public static boolean isGruu(String uri) {
    return parameter(uri) != null;
  }

  /// The value of `gr`, empty when it has none; null when it is not there.
  private static @Nullable String parameter(String uri) {
    int at = uri.indexOf('@');
    int semicolon = at < 0 ? -1 : uri.indexOf(';', at);
    int question = uri.indexOf('?', Math.max(at, 0));
    if (semicolon < 0 || (question >= 0 && question < semicolon)) {
      return null;
    }
    String parameters =
        question < 0 ? uri.substring(semicolon + 1) : uri.substring(semicolon + 1, question);
    for (String parameter : parameters.split(";", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (name.strip().equalsIgnoreCase("gr")) {
        return equals < 0 ? "" : parameter.substring(equals + 1).strip();
      }
    }
    return null;
  }

  private static String withoutParameters(String uri) {
    int semicolon = uri.indexOf(';', Math.max(0, uri.indexOf('@')));
    return semicolon < 0 ? uri : uri.substring(0, semicolon);
  }

  private static String bare(@Nullable String instance) {
    if (instance == null) {
      return "";
    }
    boolean bracketed = instance.startsWith("<") && instance.endsWith(">");
    return bracketed ? instance.substring(1, instance.length() - 1) : instance;
  }

  private static String escaped(String text) {
    var escaped = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || PLAIN.indexOf(c) >= 0;
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append(String.format("%%%02X", (int) c));
      }
    }
    return escaped.toString();
  }

  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var bytes = ByteBuffer.allocate(3 * text.length());
    for (int i = 0; i < text.length(); i++) {
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (text.charAt(i) == '%' && high >= 0 && low >= 0) {
        bytes.put((byte) (high * 16 + low));
        i += 2;
      } else {
        bytes.put(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }
}
