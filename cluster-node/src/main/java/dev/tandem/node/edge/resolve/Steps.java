package dev.tandem.node.edge.resolve;

import dev.tandem.node.edge.resolve.Resource.Pointer;
import dev.tandem.node.edge.resolve.Resource.Server;
import dev.tandem.node.edge.resolve.Step.Addresses;
import dev.tandem.node.edge.resolve.Step.Otherwise;
import dev.tandem.node.edge.resolve.Step.Pointers;
import dev.tandem.node.edge.resolve.Step.Ready;
import dev.tandem.node.edge.resolve.Step.Servers;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transaction.Numeric;
import dev.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/// The rules of RFC 3263 §4: what a URI and each answer lead to. Pure.
final class Steps {
  /// Of one host.
  static final int MOST_ADDRESSES = 16;

  private Steps() {}

  /// §4.1 and §4.2 up to the first question.
  ///
  /// @param atHome whether a host is known without asking anybody
  static List<Step> of(Wanted wanted, Predicate<String> atHome) {
    Transport first = wanted.transports().getFirst();
    int port = wanted.port() > 0 ? wanted.port() : first.defaultPort();
    InetSocketAddress numeric = Numeric.address(wanted.host(), port);
    var host = new Addresses(wanted.host(), port, first);
    if (numeric != null) {
      return List.of(new Ready(new Hop(first, numeric)));
    }
    // A name without a dot is no domain that could have services, and one of our own machine's
    // table may be unknown to everybody else.
    boolean local = wanted.host().indexOf('.') < 0 || atHome.test(wanted.host());
    if (wanted.port() > 0 || local) {
      return List.of(host);
    }
    return wanted.chosen()
        ? services(wanted)
        : List.of(new Pointers(wanted.host(), wanted.transports()));
  }

  /// SRV for each transport there is, and when there is none of them the host itself.
  private static List<Step> services(Wanted wanted) {
    return services(wanted.host(), wanted.transports());
  }

  private static List<Step> services(String domain, List<Transport> transports) {
    var steps = new ArrayList<Step>();
    for (Transport transport : transports) {
      steps.add(new Servers(Services.serviceName(transport, domain), transport));
    }
    steps.add(otherwise(domain, transports.getFirst()));
    return steps;
  }

  private static Otherwise otherwise(String domain, Transport transport) {
    return new Otherwise(new Addresses(domain, transport.defaultPort(), transport));
  }

  /// §4.1. Nobody answering is taken as no such record: some resolvers of the world drop questions
  /// of a kind they do not know.
  static List<Step> after(Pointers asked, Answer answer) {
    var steps = new ArrayList<Step>();
    switch (answer) {
      case Answer.Found(var records, _) -> {
        for (Pointer pointer : ServiceOrder.of(only(Pointer.class, records))) {
          Transport transport = Services.offered(pointer.service()).orElse(null);
          boolean leadsToServers =
              pointer.flags().equalsIgnoreCase("s") && !pointer.replacement().isEmpty();
          if (leadsToServers && transport != null && asked.allowed().contains(transport)) {
            steps.add(new Servers(pointer.replacement(), transport));
          }
        }
      }
      case Answer.Nothing _, Answer.Failed _ -> {}
    }
    if (steps.isEmpty()) {
      return services(asked.domain(), asked.allowed());
    }
    steps.add(otherwise(asked.domain(), ((Servers) steps.getFirst()).transport()));
    return steps;
  }

  /// §4.2. A lone target `.` says that the service is not offered (RFC 2782).
  static List<Step> after(Servers asked, Answer answer, IntUnaryOperator dice) {
    return switch (answer) {
      case Answer.Found(var records, _) ->
          ServiceOrder.of(only(Server.class, records), dice).stream()
              .filter(server -> !server.target().isEmpty() && server.port() > 0)
              .map(it -> (Step) new Addresses(it.target(), it.port(), asked.transport()))
              .toList();
      case Answer.Nothing _, Answer.Failed _ -> List.of();
    };
  }

  /// Whether the answer decides that the host itself is not asked for. Who does not answer may have
  /// such records, and the host itself may be a web server.
  static boolean decides(Answer answer) {
    return switch (answer) {
      case Answer.Found _, Answer.Failed _ -> true;
      case Answer.Nothing _ -> false;
    };
  }

  static List<Step> after(Addresses asked, List<InetAddress> found) {
    return found.stream()
        .limit(MOST_ADDRESSES)
        .map(it -> new Hop(asked.transport(), new InetSocketAddress(it, asked.port())))
        .map(hop -> (Step) new Ready(hop))
        .toList();
  }

  private static <T extends Resource> List<T> only(Class<T> kind, List<Resource> records) {
    return records.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
