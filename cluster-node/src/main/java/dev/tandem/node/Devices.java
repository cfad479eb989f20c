package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.node.SipUris.Checked;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Gruus.Gruu;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Where a live call is moved to: a SIP URI, the phone of a GRUU, or the phones registered for an
/// address of record.
final class Devices {
  private final AddressBook book;

  Devices(AddressBook book) {
    this.book = book;
  }

  /// @param to text of the one who asks
  /// @return whom to call, best first; fails with a [SessionException]
  CompletionStage<List<String>> of(String to) {
    boolean plain = !to.startsWith("sip:");
    Checked checked = SipUris.check(plain ? "sip:" + to : to);
    AddressOfRecord address = AddressOfRecord.of(to).orElse(null);
    if (checked instanceof Checked.Wrong(var why)) {
      return refused(ErrorKind.INVALID_URI, "to " + why);
    }
    if (plain && address == null) {
      return refused(ErrorKind.INVALID_URI, "to is an address as alice@example.com or a SIP URI");
    }
    Gruu gruu = book.gruus().read(to);
    AddressOfRecord owner = gruu == null ? null : book.gruus().addressOf(to).orElse(null);
    if (owner != null) {
      return book.phones(owner, gruu)
          .thenCompose(phones -> phones.isEmpty() ? unregistered(null, owner) : just(phones));
    }
    if (address == null || (!plain && isExact(to))) {
      return CompletableFuture.completedStage(List.of(to));
    }
    return book.phones(address, null)
        .thenCompose(
            phones -> phones.isEmpty() ? unregistered(plain ? null : to, address) : just(phones));
  }

  /// Names a place, not a person.
  private static boolean isExact(String uri) {
    String rest = uri.substring(uri.lastIndexOf('@') + 1);
    return rest.indexOf(';') >= 0 || rest.indexOf(':', rest.indexOf(']') + 1) >= 0;
  }

  private static CompletionStage<List<String>> unregistered(
      @Nullable String uri, AddressOfRecord address) {
    return uri == null
        ? refused(ErrorKind.NOT_FOUND, "no phone is registered for " + address)
        : just(List.of(uri));
  }

  private static CompletionStage<List<String>> just(List<String> targets) {
    return CompletableFuture.completedStage(targets);
  }

  private static CompletionStage<List<String>> refused(ErrorKind kind, String detail) {
    return CompletableFuture.failedStage(new SessionException(kind, detail));
  }
}
