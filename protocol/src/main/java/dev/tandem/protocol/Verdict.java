package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to become of an incoming call.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Verdict.Accept.class, name = "accept"),
  @JsonSubTypes.Type(value = Verdict.Reject.class, name = "reject"),
  @JsonSubTypes.Type(value = Verdict.Defer.class, name = "defer"),
  @JsonSubTypes.Type(value = Verdict.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = Verdict.Forward.class, name = "forward"),
  @JsonSubTypes.Type(value = Verdict.Ring.class, name = "ring"),
  @JsonSubTypes.Type(value = Verdict.Redirect.class, name = "redirect"),
  @JsonSubTypes.Type(value = Verdict.Join.class, name = "join"),
  @JsonSubTypes.Type(value = Verdict.ByTable.class, name = "by-table"),
  @JsonSubTypes.Type(value = Verdict.WithMedia.class, name = "with-media")
})
public sealed interface Verdict extends Wire {
  record Accept(Treatment treatment) implements Verdict {}

  /// @param status 400–699
  /// @param reason phrase, null for the RFC's own
  record Reject(int status, @Nullable String reason) implements Verdict {}

  /// Keep it ringing until somebody decides, or the time for that is over.
  ///
  /// @param status 180, or 182 when the caller waits in a queue (RFC 3261 §21.1.4); 0, as the
  ///   releases before had none, is 180
  /// @param patience how long that may take, null for `tandem.session.ringing`
  record Defer(int status, @Nullable Duration patience) implements Verdict {
    public static final int RINGING = 180;
    public static final int QUEUED = 182;

    public Defer {
      status = status == 0 ? RINGING : status;
    }

    public Defer() {
      this(RINGING, null);
    }
  }

  /// Let the caller hear this before somebody answers (183), and go on waiting as with [Defer].
  record Progress(Treatment treatment) implements Verdict {}

  /// Call `target` and bridge both.
  record Forward(String target) implements Verdict {}

  /// Call all of the first group at once; when nobody of it answers, all of the next. The first who
  /// answers is bridged with the caller.
  ///
  /// @param groups none empty, 1–10 targets altogether, each as [CallTarget#text]
  /// @param patience how long each group may ring, null for `tandem.session.ringing`
  record Ring(List<List<String>> groups, @Nullable Duration patience) implements Verdict {
    public static final int MOST_TARGETS = 10;
  }

  /// 302 with these contacts, best first; 1–10.
  record Redirect(List<String> contacts) implements Verdict {}

  /// The call follows another state table from now on; then the other verdict.
  ///
  /// @param table its name; the call goes on by the present one when the node knows none of that
  ///   name
  record ByTable(String table, Verdict then) implements Verdict {}

  /// The call offers and accepts that from now on; then the other verdict. 488 instead when the
  /// caller's offer has none of it. Nothing changes when the caller was told of our media already.
  record WithMedia(MediaOptions options, Verdict then) implements Verdict {}

  /// Answer and join the conference of that name.
  record Join(BridgeId conference, String name) implements Verdict {}
}
