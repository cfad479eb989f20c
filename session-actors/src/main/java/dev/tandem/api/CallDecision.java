package dev.tandem.api;

import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What becomes of an incoming call.
public sealed interface CallDecision {
  /// Answers. The caller hears `treatment`.
  record Accept(Treatment treatment) implements CallDecision {}

  /// @param status 400–699
  /// @param reason phrase, null for the RFC's own
  record Reject(int status, @Nullable String reason) implements CallDecision {
    public Reject {
      if (status < 400 || status > 699) {
        throw new IllegalArgumentException("a rejection has a status of 400 to 699, not " + status);
      }
    }
  }

  /// Lets it ring (180) or wait in a queue (182); accept, reject or forward it later, from any
  /// node. Undecided when its time is over it gets 480. A second deadline does not move a first one
  /// that is earlier.
  ///
  /// @param queued 182 rather than 180
  /// @param patience 1 s or more; null for `tandem.session.ringing`
  record Defer(boolean queued, @Nullable Duration patience) implements CallDecision {
    public Defer {
      if (patience != null && patience.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("a call waits for 1 s or more, not " + patience);
      }
    }
  }

  /// Lets the caller hear `treatment` before anybody answers (183 with SDP); accept, reject or
  /// forward it later, from any node. A caller whose INVITE has no offer hears ringing instead.
  record EarlyMedia(Treatment treatment) implements CallDecision {}

  /// Calls `target` and connects both, the media through us (B2BUA).
  ///
  /// @param target SIP URI
  record Forward(String target) implements CallDecision {}

  /// Calls several phones and connects the caller with the first that answers (B2BUA); the others
  /// get CANCEL, or BYE when they answer at the same moment, with `Reason: SIP;cause=200;text="Call
  /// completed elsewhere"`. A 6xx of one ends it for all; when all have failed the caller gets the
  /// best of their answers (RFC 3261 §16.7).
  ///
  /// @param groups of SIP URIs: those of a group ring at once, the groups one after the other; none
  ///   empty, 1–10 URIs altogether
  /// @param patience how long each group may ring, 1 s or more; null for `tandem.session.ringing`
  record Ring(List<List<String>> groups, @Nullable Duration patience) implements CallDecision {
    public Ring {
      groups = groups.stream().map(List::copyOf).toList();
      int targets = groups.stream().mapToInt(List::size).sum();
      if (groups.stream().anyMatch(List::isEmpty)
          || targets < 1
          || targets > Verdict.Ring.MOST_TARGETS) {
        throw new IllegalArgumentException(
            "1 to 10 targets can ring, in groups of one or more, not " + groups);
      }
      if (patience != null && patience.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("phones ring for 1 s or more, not " + patience);
      }
    }
  }

  /// Calls the phones that are registered for `address`, at most 10, those of the highest `q`, and
  /// connects the caller with the first that answers, as [Ring] does. Without one the caller gets
  /// 480, or 404 when there is no such user.
  ///
  /// @param address SIP URI, or `USER@HOST`; of a GRUU (RFC 5627) only that instance is called
  /// @param ringing null for `tandem.registrar.ringing`
  record ForwardToRegistered(String address, @Nullable Ringing ringing) implements CallDecision {}

  /// How several phones are called.
  enum Ringing {
    /// All at once.
    PARALLEL,
    /// One after the other, the highest `q` first.
    SERIAL
  }

  /// Calls `number` by a trunk and connects both. 503 when the trunk is down or full, 404 when
  /// there is none of that name.
  ///
  /// @param trunk name in `tandem.trunks`
  /// @param number 1–128 characters that can stand before the `@` of a SIP URI, or `#`
  record ForwardToTrunk(String trunk, String number) implements CallDecision {}

  /// Sends the caller elsewhere (302).
  ///
  /// @param targets 1–10 SIP URIs, best first
  record Redirect(List<String> targets) implements CallDecision {
    public Redirect {
      targets = List.copyOf(targets);
      if (targets.isEmpty() || targets.size() > 10) {
        throw new IllegalArgumentException("a redirection has 1 to 10 targets");
      }
    }
  }

  /// Answers and puts the call into the room; a room that does not exist is opened.
  ///
  /// @param name 1–64 of `[A-Za-z0-9._~-]`
  record JoinConference(String name) implements CallDecision {}

  /// As `then`, and from now on the call follows another state table; so does the leg it is put
  /// through to.
  ///
  /// @param table name of a shipped table or of one in `tandem.session.state-tables`
  record ByTable(String table, CallDecision then) implements CallDecision {
    public ByTable {
      if (then instanceof ByTable) {
        throw new IllegalArgumentException("a call follows one state table, not two");
      }
    }
  }

  /// As `then`; the call offers and accepts these, and so does the leg it is put through to, unless
  /// that goes out by a trunk with codecs of its own. When the caller's offer has none of them it
  /// gets 488. Nothing changes once the caller hears early media: its codec is agreed then.
  ///
  /// The handler is asked only about calls whose offer has something of `tandem.session.codecs`, or
  /// of the trunk it comes from; others get 488 before.
  record WithMedia(MediaOptions options, CallDecision then) implements CallDecision {
    /// @throws IllegalArgumentException for a codec we do not have, or an attribute that is none
    public WithMedia {
      options.checked();
      if (then instanceof WithMedia || then instanceof ByTable) {
        throw new IllegalArgumentException("media is chosen once, withMedia, and withTable last");
      }
    }
  }

  /// The same, with other codecs, see [WithMedia].
  ///
  /// @throws IllegalArgumentException for a codec we do not have, or an attribute that is none
  default CallDecision withMedia(MediaOptions options) {
    return this instanceof ByTable(var table, var then)
        ? new ByTable(table, then.withMedia(options))
        : new WithMedia(options, this);
  }

  /// The same, by another state table.
  ///
  /// @param table name of a shipped table or of one in `tandem.session.state-tables`
  default CallDecision withTable(String table) {
    return new ByTable(table, this);
  }

  static CallDecision accept() {
    return new Accept(Treatment.SILENCE);
  }

  static CallDecision accept(Treatment treatment) {
    return new Accept(treatment);
  }

  static CallDecision reject(int status) {
    return new Reject(status, null);
  }

  static CallDecision defer() {
    return new Defer(false, null);
  }

  static CallDecision defer(Duration patience) {
    return new Defer(false, patience);
  }

  static CallDecision queue(Duration patience) {
    return new Defer(true, patience);
  }

  static CallDecision earlyMedia(Treatment treatment) {
    return new EarlyMedia(treatment);
  }

  static CallDecision forward(String target) {
    return new Forward(target);
  }

  static CallDecision forwardToRegistered(String address) {
    return new ForwardToRegistered(address, null);
  }

  static CallDecision forwardToRegistered(String address, Ringing ringing) {
    return new ForwardToRegistered(address, ringing);
  }

  /// Rings all at once.
  static CallDecision ring(String... targets) {
    return new Ring(List.of(List.of(targets)), null);
  }

  /// Rings one after the other.
  ///
  /// @param each how long each may ring
  static CallDecision ringInTurn(Duration each, String... targets) {
    return new Ring(Stream.of(targets).map(List::of).toList(), each);
  }

  static CallDecision forwardToTrunk(String trunk, String number) {
    return new ForwardToTrunk(trunk, number);
  }

  static CallDecision redirect(String... targets) {
    return new Redirect(List.of(targets));
  }

  static CallDecision conference(String name) {
    return new JoinConference(name);
  }
}
