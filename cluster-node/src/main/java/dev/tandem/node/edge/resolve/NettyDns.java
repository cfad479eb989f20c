package dev.tandem.node.edge.resolve;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Netty's DNS client on a thread of its own, `dns-loop`: over UDP, and TCP where an answer does
/// not fit. It remembers nothing, [Names] does that with bounds.
@SuppressWarnings("FutureReturnValueIgnored") // what ends with the loop needs no looking after
public final class NettyDns implements Dns, AutoCloseable {
  private static final int QUERIES_PER_LOOK_UP = 8; // servers, and aliases that lead on
  private static final int PAYLOAD_BYTES = 1232; // the size that no path splits (DNS flag day 2020)

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1,
          (ThreadFactory) task -> Thread.ofPlatform().daemon().name("dns-loop").unstarted(task),
          NioIoHandler.newFactory());
  private final DnsNameResolver resolver;
  private final int attempts;

  public NettyDns(DnsSettings settings) {
    this.attempts = settings.attempts();
    this.resolver =
        new DnsNameResolverBuilder(group.next())
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            // A port of its own for every question: harder to forge an answer to (RFC 5452 §9.2).
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .nameServerProvider(servers(settings))
            .queryTimeoutMillis(settings.timeout().toMillis())
            .maxQueriesPerResolve(QUERIES_PER_LOOK_UP)
            .maxPayloadSize(PAYLOAD_BYTES)
            .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
            .resolveCache(NoopDnsCache.INSTANCE)
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .build();
  }

  private static DnsServerAddressStreamProvider servers(DnsSettings settings) {
    return settings.servers().isEmpty()
        ? DnsServerAddressStreamProviders.platformDefault()
        : new SequentialDnsServerAddressStreamProvider(settings.servers());
  }

  @Override
  public void ask(Question question, Consumer<Answer> then) {
    ask(question, then, attempts);
  }

  private void ask(Question question, Consumer<Answer> then, int left) {
    if (group.isShuttingDown()) {
      then.accept(new Answer.Failed());
      return;
    }
    try {
      if (question.isRelative()) {
        // By this call only does Netty use the system's search domains; it tells no lifetime.
        resolver
            .resolveAll(question.name())
            .addListener((Future<List<InetAddress>> done) ->
                finished(question, then, left, done, found -> addresses(question, found)));
      } else {
        resolver
            .resolveAll(new DefaultDnsQuestion(question.name() + ".", typeOf(question.kind())))
            .addListener((Future<List<DnsRecord>> done) ->
                finished(question, then, left, done, NettyDns::records));
      }
    } catch (IllegalArgumentException _) {
      then.accept(new Answer.Failed()); // no name to Netty
    }
  }

  private <T> void finished(
      Question question,
      Consumer<Answer> then,
      int left,
      Future<T> done,
      Function<T, Answer> read) {
    if (done.isSuccess()) {
      then.accept(read.apply(done.getNow()));
    } else if (isNothing(done.cause())) {
      then.accept(new Answer.Nothing());
    } else if (left > 1) {
      ask(question, then, left - 1);
    } else {
      then.accept(new Answer.Failed());
    }
  }

  /// An answer that is empty has no cause, one that denies the name has its code. Netty tells a
  /// refusal (RFC 1035 code 5) like an empty answer.
  private static boolean isNothing(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : failure.getCause();
    return failure instanceof UnknownHostException
        && (cause == null
            || (cause instanceof DnsErrorCauseException error
                && (error.getCode().equals(DnsResponseCode.NXDOMAIN)
                    || error.getCode().equals(DnsResponseCode.NXRRSET))));
  }

  private static Answer records(List<DnsRecord> records) {
    var read = new ArrayList<Resource>();
    long seconds = Long.MAX_VALUE;
    try {
      for (DnsRecord record : records) {
        var resource = record instanceof DnsRawRecord raw ? Records.read(raw).orElse(null) : null;
        if (resource != null) {
          read.add(resource);
          seconds = Math.min(seconds, record.timeToLive());
        }
      }
    } finally {
      records.forEach(ReferenceCountUtil::release); // they were handed to us
    }
    return read.isEmpty()
        ? new Answer.Failed()
        : new Answer.Found(read, Duration.ofSeconds(seconds));
  }

  private static Answer addresses(Question question, List<InetAddress> all) {
    var wanted =
        all.stream()
            .filter(it -> Home.kindOf(it) == question.kind())
            .map(it -> (Resource) new Resource.Address(it))
            .toList();
    return wanted.isEmpty() ? new Answer.Nothing() : new Answer.Found(wanted, Duration.ZERO);
  }

  static DnsRecordType typeOf(Question.Kind kind) {
    return switch (kind) {
      case A -> DnsRecordType.A;
      case AAAA -> DnsRecordType.AAAA;
      case SRV -> DnsRecordType.SRV;
      case NAPTR -> DnsRecordType.NAPTR;
    };
  }

  /// What is under way is not answered any more.
  @Override
  public void close() {
    resolver.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
