package dev.tandem.node.e2e;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A SIP message as it was on the wire.
record SipText(String text) {
  private static final Pattern TAG = Pattern.compile(";tag=([^;>\\s]+)");
  private static final Pattern URI = Pattern.compile("<([^>]+)>");

  String start() {
    return text.lines().findFirst().orElse("");
  }

  boolean isResponse() {
    return start().startsWith("SIP/2.0 ");
  }

  /// 0 for a request.
  int status() {
    return isResponse() ? Integer.parseInt(start().split(" ", 3)[1]) : 0;
  }

  /// Of the request, or of the request that was answered.
  String method() {
    return isResponse() ? header("CSeq").split(" ", 2)[1].strip() : start().split(" ", 2)[0];
  }

  long cseq() {
    return Long.parseLong(header("CSeq").split(" ", 2)[0]);
  }

  boolean is(int status, String method) {
    return status() == status && method().equals(method);
  }

  String header(String name) {
    return find(name).orElseThrow(() -> new AssertionError("no " + name + " in:\n" + text));
  }

  Optional<String> find(String name) {
    return all(name).stream().findFirst();
  }

  List<String> all(String name) {
    String begin = name.toLowerCase(Locale.ROOT) + ":";
    return text.lines()
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
        .map(line -> line.substring(begin.length()).strip())
        .toList();
  }

  String tag(String header) {
    Matcher tag = TAG.matcher(header(header));
    return tag.find() ? tag.group(1) : "";
  }

  String uri(String header) {
    Matcher uri = URI.matcher(header(header));
    if (!uri.find()) {
      throw new AssertionError("no <…> in " + header + " of:\n" + text);
    }
    return uri.group(1);
  }

  String body() {
    int end = text.indexOf("\r\n\r\n");
    return end < 0 ? "" : text.substring(end + 4);
  }
}
