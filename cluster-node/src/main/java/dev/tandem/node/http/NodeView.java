package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One node of the cluster as the API shows it; absent means unknown or not of its roles.
///
/// @param address in the cluster, `host:port`
/// @param status of its membership: `Up`, `Leaving`, `Unreachable`…
/// @param shards it owns
/// @param loadPercent busiest media loop's share of its core, 0–100
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeView(
    String address,
    List<String> roles,
    String status,
    @Nullable Integer shards,
    @Nullable Integer sessions,
    @Nullable Integer legs,
    @Nullable Integer legCapacity,
    @Nullable Double loadPercent,
    boolean draining) {
  public NodeView {
    roles = List.copyOf(roles);
  }
}
