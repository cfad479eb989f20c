package dev.tandem.trunk;

import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.Header;
import dev.tandem.trunk.Registration.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the answer to a REGISTER means. Pure.
final class RegisterAnswers {
  private static final Pattern URI = Pattern.compile("<([^>]*)>([^,]*)");
  private static final Pattern EXPIRES = Pattern.compile("(?i);\\s*expires\\s*=\\s*\"?(\\d{1,9})");
  private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,9}).*");
  private static final int MOST_CONTACTS = 50;

  private RegisterAnswers() {}

  private record Contact(String uri, String parameters) {}

  /// @param reply null when the edge has said nothing
  /// @param asked for how long
  /// @param line of the Contact that was registered
  static Outcome outcome(@Nullable EdgeReply reply, Duration asked, String line) {
    return switch (reply) {
      case null -> new Outcome.Silent("no answer");
      case EdgeReply.Unanswered(var failure) ->
          new Outcome.Silent(
              switch (failure) {
                case TIMEOUT -> "no answer";
                case TRANSPORT -> "cannot be connected to";
                case UNRESOLVED -> "its name has no address";
              });
      case EdgeReply.Answered(var response) -> outcome(response, asked, line);
    };
  }

  private static Outcome outcome(DialogResponse response, Duration asked, String line) {
    int status = response.status();
    if (status / 100 == 2) {
      return new Outcome.Granted(granted(response, asked, line));
    }
    if (status == 423) {
      Duration least = seconds(response, "Min-Expires");
      return new Outcome.TooBrief(least == null ? Duration.ZERO : least);
    }
    boolean challenged = status == 401 || status == 407;
    return challenged && !response.credentials().isEmpty()
        ? new Outcome.Challenged(response.credentials())
        : new Outcome.Refused(status, response.reason(), seconds(response, "Retry-After"));
  }

  /// RFC 3261 §10.2.4: of our Contact, else of all, else what was asked for.
  private static Duration granted(DialogResponse response, Duration asked, String line) {
    for (Contact contact : contacts(response)) {
      Matcher expires = EXPIRES.matcher(contact.parameters());
      if (contact.uri().contains(line) && expires.find()) {
        return Duration.ofSeconds(Math.max(1, Long.parseLong(expires.group(1))));
      }
    }
    Duration all = seconds(response, "Expires");
    return all == null || all.isZero() ? asked : all;
  }

  /// Contacts of this trunk that lead by another edge than the one it has registered by now.
  static List<String> stale(@Nullable EdgeReply reply, String trunk, String line, Lines lines) {
    if (!(reply instanceof EdgeReply.Answered(var response)) || response.status() / 100 != 2) {
      return List.of();
    }
    return contacts(response).stream()
        .map(Contact::uri)
        .filter(uri -> lines.isOf(trunk, uri) && !uri.contains(line))
        .toList();
  }

  private static List<Contact> contacts(DialogResponse response) {
    List<Contact> found = new ArrayList<>();
    for (Header header : response.headers()) {
      if (header.name().equalsIgnoreCase("Contact") || header.name().equalsIgnoreCase("m")) {
        Matcher each = URI.matcher(header.value());
        while (each.find() && found.size() < MOST_CONTACTS) {
          found.add(new Contact(each.group(1), each.group(2)));
        }
      }
    }
    return found;
  }

  private static @Nullable Duration seconds(DialogResponse response, String name) {
    for (Header header : response.headers()) {
      Matcher number = NUMBER.matcher(header.value());
      if (header.name().equalsIgnoreCase(name) && number.matches()) {
        return Duration.ofSeconds(Long.parseLong(number.group(1)));
      }
    }
    return null;
  }
}
