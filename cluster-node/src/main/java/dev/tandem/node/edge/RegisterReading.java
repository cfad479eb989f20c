package dev.tandem.node.edge;

import dev.tandem.protocol.Registration;
import dev.tandem.protocol.Registration.Wish;
import dev.tandem.sip.message.ContactValue;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transport.Flow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A REGISTER as the registrar reads it. Pure.
final class RegisterReading {
  private static final int MOST_SECONDS_DIGITS = 10;

  private RegisterReading() {}

  /// @return empty when it says something that cannot be meant: 400
  static Optional<Registration> of(SipRequest request, Flow flow) {
    List<String> contacts = request.elements("Contact");
    long seconds = seconds(request.header("Expires"));
    boolean all = contacts.contains("*");
    if (all && (contacts.size() > 1 || seconds != 0)) {
      return Optional.empty(); // RFC 3261 §10.3 step 6
    }
    var wishes = new ArrayList<Wish>();
    for (String contact : all ? List.<String>of() : contacts) {
      Optional<Wish> wish = ContactValue.parse(contact).flatMap(it -> wish(it, seconds, request));
      if (wish.isEmpty()) {
        return Optional.empty();
      }
      wishes.add(wish.get());
    }
    // RFC 5626 §6: one connection at a time is registered.
    long flows = wishes.stream().filter(it -> it.regId() > 0 && it.seconds() != 0).count();
    boolean direct = request.elements("Via").size() == 1;
    return flows > 1
        ? Optional.empty()
        : Optional.of(
            new Registration(
                request.callId(),
                request.cseq(),
                List.copyOf(wishes),
                all,
                request.elements("Path"),
                direct ? Readings.source(flow) : null,
                "",
                request.header("User-Agent")));
  }

  private static Optional<Wish> wish(ContactValue contact, long otherwise, SipRequest request) {
    String expires = contact.parameter("expires");
    int q = q(contact.parameter("q"));
    if (q < 0) {
      return Optional.empty();
    }
    String instance = contact.parameter("+sip.instance");
    boolean outbound = instance != null && supports(request, "outbound");
    int regId = outbound ? regId(contact.parameter("reg-id")) : 0;
    String key = regId > 0 ? instance + ";" + regId : canonical(contact.uri());
    return Optional.of(
        new Wish(
            key,
            contact.uri(),
            q,
            expires == null ? otherwise : seconds(expires),
            instance,
            regId));
  }

  static boolean supports(SipRequest request, String option) {
    return request.elements("Supported").stream().anyMatch(option::equalsIgnoreCase)
        || request.elements("Require").stream().anyMatch(option::equalsIgnoreCase);
  }

  /// -1 when it is missing or malformed: then the registrar decides (§10.2.1.1).
  private static long seconds(@Nullable String text) {
    return text != null && text.matches("[0-9]{1," + MOST_SECONDS_DIGITS + "}")
        ? Long.parseLong(text)
        : -1;
  }

  private static int regId(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  /// In thousandths; -1 for what is none (§25.1 `qvalue`).
  private static int q(@Nullable String text) {
    if (text == null) {
      return 1000;
    }
    if (!text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
      return -1;
    }
    String digits = text.indexOf('.') < 0 ? "" : text.substring(2);
    return text.charAt(0) == '1' ? 1000 : Integer.parseInt((digits + "000").substring(0, 3));
  }

  /// So that two spellings of a URI are one contact (§19.1.4, in short): scheme, host and
  /// parameters in lower case, parameters in order.
  static String canonical(String contact) {
    String uri = SipUri.withoutHeaders(contact);
    int user = uri.lastIndexOf('@') + 1;
    int semicolon = uri.indexOf(';', user);
    String hostPort = semicolon < 0 ? uri.substring(user) : uri.substring(user, semicolon);
    String[] parameters =
        semicolon < 0 ? new String[0] : uri.substring(semicolon + 1).split(";", -1);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = parameters[i].toLowerCase(Locale.ROOT);
    }
    Arrays.sort(parameters);
    int scheme = user == 0 ? 0 : uri.indexOf(':') + 1;
    return uri.substring(0, scheme).toLowerCase(Locale.ROOT)
        + uri.substring(scheme, user)
        + hostPort.toLowerCase(Locale.ROOT)
        + (parameters.length == 0 ? "" : ";" + String.join(";", parameters));
  }
}
