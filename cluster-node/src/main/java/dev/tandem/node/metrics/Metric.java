package dev.tandem.node.metrics;

import static dev.tandem.node.metrics.Metric.Kind.COUNTER;
import static dev.tandem.node.metrics.Metric.Kind.GAUGE;
import static dev.tandem.node.metrics.Metric.Kind.HISTOGRAM;

import java.util.Optional;

/// Every metric of ours: its name for Prometheus, what it says, and its label. Names are a promise
/// to dashboards and alerts; they are not renamed.
public enum Metric {
  SESSIONS_ACTIVE(GAUGE, "tandem_sessions_active", "Sessions alive on this node.", ""),
  SETUPS(COUNTER, "tandem_setups_total", "Call set-ups that came to an end.", "outcome"),
  SETUP_SECONDS(
      HISTOGRAM, "tandem_setup_seconds", "Time from INVITE to the final answer, in seconds.", ""),
  SIP_TRANSACTIONS(GAUGE, "tandem_sip_transactions", "SIP transactions open on this node.", ""),
  SIP_MESSAGES(
      COUNTER, "tandem_sip_messages_total", "SIP messages received and sent.", "direction"),
  SIP_TRANSPORT(
      COUNTER,
      "tandem_sip_transport_total",
      "What happened on SIP sockets and connections, by kind.",
      "kind"),
  SIP_GUARD(
      COUNTER,
      "tandem_sip_guard_total",
      "Verdicts on SIP messages before they are parsed, by verdict.",
      "verdict"),
  SIP_TARGETS(
      COUNTER,
      "tandem_sip_targets_total",
      "Requests of ours that found no target, or went on to a further one.",
      "outcome"),
  RTP_PACKETS(COUNTER, "tandem_rtp_packets_total", "RTP packets received and sent.", "direction"),
  RTP_DROPPED(COUNTER, "tandem_rtp_dropped_total", "RTP packets thrown away, by reason.", "reason"),
  MEDIA_TICK_LATENESS_SECONDS(
      HISTOGRAM,
      "tandem_media_tick_lateness_seconds",
      "How late the media loop's beat came, in seconds.",
      ""),
  MEDIA_LEGS(GAUGE, "tandem_media_legs", "RTP legs open on this node.", ""),
  JOURNAL_WRITE_SECONDS(
      HISTOGRAM,
      "tandem_journal_write_seconds",
      "Time of one write to the journal, in seconds.",
      ""),
  LINK_EVENTS(
      COUNTER,
      "tandem_link_events_total",
      "What the links saw of other nodes: silence, proof of death, removal, strangers.",
      "event"),
  CALL_RECORDS(
      COUNTER,
      "tandem_call_records_total",
      "Call records this node wrote, could not write, and journals it let go of.",
      "outcome"),
  SESSIONS_RECOVERED(
      COUNTER,
      "tandem_sessions_recovered_total",
      "Sessions that woke on this node out of the journal.",
      ""),
  UNEXPECTED_EVENTS(
      COUNTER,
      "tandem_unexpected_events_total",
      "Events that no row of the session's state expected; `otherwise` has dealt with them.",
      ""),
  STATE_TABLES_READ(
      COUNTER,
      "tandem_state_tables_read_total",
      "Files of state tables that had changed: taken for new calls, or refused as wrong.",
      "outcome"),
  STATE_TABLES_WRONG(
      GAUGE,
      "tandem_state_tables_wrong",
      "Files of state tables that are wrong now; their last right version is in use.",
      ""),
  BRIDGES_ACTIVE(GAUGE, "tandem_bridges_active", "Bridges alive on this node.", ""),
  REGISTRATIONS(
      GAUGE,
      "tandem_registrations",
      "Addresses of record with a contact that are awake on this node.",
      ""),
  TRUNK_UP(
      GAUGE, "tandem_trunk_up", "1 when calls can go over the trunk, 0 when it is down.", "trunk"),
  TRUNK_REGISTERED(
      GAUGE, "tandem_trunk_registered", "1 while we are registered at the trunk.", "trunk"),
  TRUNK_CALLS(
      GAUGE,
      "tandem_trunk_calls",
      "Calls over the trunk in the whole cluster; every node says the same.",
      "trunk"),
  SUBSCRIPTIONS(
      GAUGE,
      "tandem_subscriptions",
      "Subscriptions to calls and conferences that live on this node.",
      ""),
  SUBSCRIPTIONS_OF_OURS(
      GAUGE,
      "tandem_subscriptions_of_ours",
      "Subscriptions of ours to what others know that live on this node.",
      ""),
  AUTHENTICATIONS(
      COUNTER,
      "tandem_authentications_total",
      "Requests that were challenged, and those whose answer was wrong.",
      "outcome");

  enum Kind {
    GAUGE,
    COUNTER,
    HISTOGRAM
  }

  private final Kind kind;
  private final String id;
  private final String help;
  private final String label;

  Metric(Kind kind, String id, String help, String label) {
    this.kind = kind;
    this.id = id;
    this.help = help;
    this.label = label;
  }

  Kind kind() {
    return kind;
  }

  public String id() {
    return id;
  }

  public String help() {
    return help;
  }

  public Optional<String> label() {
    return label.isEmpty() ? Optional.empty() : Optional.of(label);
  }
}
