package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What went wrong with a request, as RFC 9457 has it.
///
/// @param where the parameter or path part that is wrong
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(int status, String title, String detail, @Nullable String where) {
  static Problem badRequest(String where, String detail) {
    return new Problem(400, "Bad Request", detail, where);
  }

  static Problem notFound(String detail) {
    return new Problem(404, "Not Found", detail, null);
  }

  static Problem wrongMethod(String method, String allowed) {
    return new Problem(405, "Method Not Allowed", method + "; this path takes " + allowed, null);
  }

  static Problem conflict(String detail) {
    return new Problem(409, "Conflict", detail, null);
  }

  static Problem unavailable(String detail) {
    return new Problem(503, "Service Unavailable", detail, null);
  }
}
