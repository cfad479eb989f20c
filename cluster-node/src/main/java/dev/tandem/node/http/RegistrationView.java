package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.Gruus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One address of record as the API shows it.
///
/// @param contacts best first
public record RegistrationView(String address, List<Contact> contacts) {
  /// @param q 0 to 1
  /// @param source address its REGISTER came from, absent behind a proxy
  /// @param node the node that took it
  /// @param pubGruu, tempGruu lead to this instance alone (RFC 5627), absent without one; the
  ///   second is another one each time and hides who it is
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Contact(
      String uri,
      double q,
      Instant expires,
      Instant since,
      List<String> path,
      @Nullable String source,
      String node,
      @Nullable String userAgent,
      @Nullable String instance,
      @Nullable Integer regId,
      @Nullable String pubGruu,
      @Nullable String tempGruu) {}

  public static RegistrationView of(AddressOfRecord address, List<Binding> bindings, Gruus gruus) {
    return new RegistrationView(
        address.value(), bindings.stream().map(it -> contact(address, it, gruus)).toList());
  }

  private static Contact contact(AddressOfRecord address, Binding it, Gruus gruus) {
    String instance = it.instance();
    return new Contact(
        it.contact(),
        it.q() / 1000.0,
        it.expires(),
        it.since(),
        it.path(),
        it.source() == null ? null : it.source().toString(),
        it.node(),
        it.userAgent(),
        it.instance(),
        it.regId() > 0 ? it.regId() : null,
        instance == null ? null : gruus.publicOf(address.uri(), instance),
        instance == null ? null : gruus.temporaryOf(address.uri(), address, instance, it.callId()));
  }
}
