package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to become of an incoming call.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Verdict.Accept.class, name = "accept"),
  @JsonSubTypes.Type(value = Verdict.Reject.class, name = "reject"),
  @JsonSubTypes.Type(value = Verdict.Defer.class, name = "defer"),
  @JsonSubTypes.Type(value = Verdict.Forward.class, name = "forward"),
  @JsonSubTypes.Type(value = Verdict.Redirect.class, name = "redirect"),
  @JsonSubTypes.Type(value = Verdict.Join.class, name = "join")
})
public sealed interface Verdict extends Wire {
  record Accept(Treatment treatment) implements Verdict {}

  /// @param status 400–699
  /// @param reason phrase, null for the RFC's own
  record Reject(int status, @Nullable String reason) implements Verdict {}

  /// Keep it ringing (180) until somebody decides, or the ringing time is over.
  record Defer() implements Verdict {}

  /// Call `target` and bridge both.
  record Forward(String target) implements Verdict {}

  /// 302 with these contacts, best first; 1–10.
  record Redirect(List<String> contacts) implements Verdict {}

  /// Answer and join the conference of that name.
  record Join(BridgeId conference, String name) implements Verdict {}
}
