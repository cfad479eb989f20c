package dev.tandem.node;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SipUser;
import dev.tandem.watch.Picture;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which calls are those of one address, and how they look from there. Pure.
///
/// @param contacts `user@host:port` of its phones
/// @param users user parts that a call of it can have
record Sight(AddressOfRecord address, Set<String> contacts, Set<String> users) {
  static Sight of(AddressOfRecord address, List<Binding> bindings) {
    Set<String> contacts = new HashSet<>();
    Set<String> users = new HashSet<>(Set.of(SipUser.of(address.uri())));
    for (Binding binding : bindings) {
      for (String uri : List.of(binding.contact(), ContactTarget.of(binding))) {
        contacts.add(party(uri));
        users.add(SipUser.of(uri));
      }
    }
    users.remove("");
    return new Sight(address, contacts, Set.copyOf(users));
  }

  List<Picture.Call> calls(List<SessionInfo> found) {
    return found.stream().filter(this::isOurs).map(it -> of(it, it.role().equals("UAC"))).toList();
  }

  /// Whom we called, or who called us.
  private boolean isOurs(SessionInfo info) {
    String peer = info.role().equals("UAC") ? info.to() : info.from();
    return AddressOfRecord.of(peer).filter(address::equals).isPresent()
        || contacts.contains(party(peer));
  }

  /// `user@host:port` alone.
  private static String party(String uri) {
    int scheme = uri.indexOf(':') + 1;
    int end = uri.length();
    for (char stop : new char[] {';', '?', '>'}) {
      int at = uri.indexOf(stop, Math.max(scheme, uri.indexOf('@')));
      end = at >= 0 && at < end ? at : end;
    }
    return uri.substring(scheme, end).toLowerCase(Locale.ROOT);
  }

  /// @param called whether the watched party was called by us
  static Picture.Call of(SessionInfo info, boolean called) {
    return new Picture.Call(
        info.id().value(),
        !called,
        stage(info),
        bare(called ? info.to() : info.from()),
        bare(called ? info.from() : info.to()),
        why(info, called));
  }

  private static Picture.Stage stage(SessionInfo info) {
    boolean rings = info.state().contains("Ring") || info.state().contains("Early");
    return switch (info.phase()) {
      case SETUP -> rings ? Picture.Stage.EARLY : Picture.Stage.TRYING;
      case ACTIVE -> Picture.Stage.CONFIRMED;
      case ENDING, ENDED -> Picture.Stage.TERMINATED;
    };
  }

  /// RFC 4235 §3.7.1; "local" is the watched party, which is our peer.
  private static @Nullable String why(SessionInfo info, boolean called) {
    var end = info.end();
    if (end == null || stage(info) != Picture.Stage.TERMINATED) {
      return null;
    }
    boolean peer = end.by() == EndCause.By.REMOTE;
    if (info.answered() != null) {
      return peer ? "local-bye" : "remote-bye";
    }
    return peer != called ? "cancelled" : "rejected";
  }

  static Picture.Participant participant(SessionInfo info) {
    boolean calledUs = info.role().equals("UAS");
    return new Picture.Participant(
        bare(calledUs ? info.from() : info.to()), info.id().value(), calledUs, info.onHold());
  }

  private static String bare(String uri) {
    int end = uri.length();
    int at = Math.max(0, uri.indexOf('@'));
    for (char stop : new char[] {';', '?'}) {
      int found = uri.indexOf(stop, at);
      end = found >= 0 && found < end ? found : end;
    }
    return uri.substring(0, end);
  }
}
