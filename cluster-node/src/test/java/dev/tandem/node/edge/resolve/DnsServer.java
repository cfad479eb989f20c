package dev.tandem.node.edge.resolve;

import dev.tandem.node.edge.resolve.Question.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A real name server on a UDP port of 127.0.0.1 that says what the test wants. What it was not
/// told of it answers with NXDOMAIN, or with nothing when the name has other records.
@org.jspecify.annotations.NullUnmarked
@SuppressWarnings("FutureReturnValueIgnored")
public final class DnsServer implements AutoCloseable {
  private record Entry(int ttl, byte[] content, DnsRecordType type) {}

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;
  private final Map<Question, List<Entry>> records = new ConcurrentHashMap<>();
  private final Map<Question, DnsResponseCode> codes = new ConcurrentHashMap<>();
  private final Map<Question, Duration> delays = new ConcurrentHashMap<>();
  private final Set<Question> silent = ConcurrentHashMap.newKeySet();
  private final List<Question> asked = new CopyOnWriteArrayList<>();

  public DnsServer() {
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<NioDatagramChannel>() {
                  @Override
                  protected void initChannel(NioDatagramChannel made) {
                    made.pipeline()
                        .addLast(new DatagramDnsQueryDecoder())
                        .addLast(new DatagramDnsResponseEncoder())
                        .addLast(new Handler());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /// As a setting.
  public String setting() {
    return "tandem.sip.dns.servers = [\"127.0.0.1:" + address().getPort() + "\"]\n";
  }

  /// A or AAAA.
  public DnsServer host(String name, int ttl, String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    Kind kind = bytes.length == 4 ? Kind.A : Kind.AAAA;
    return add(new Question(name, kind), ttl, bytes, NettyDns.typeOf(kind));
  }

  public DnsServer srv(String name, int ttl, int priority, int weight, int port, String target) {
    ByteBuf content = Unpooled.buffer().writeShort(priority).writeShort(weight).writeShort(port);
    name(content, target);
    return add(new Question(name, Kind.SRV), ttl, bytes(content), DnsRecordType.SRV);
  }

  public DnsServer naptr(
      String name, int order, int preference, String flags, String service, String replacement) {
    ByteBuf content = Unpooled.buffer().writeShort(order).writeShort(preference);
    for (String text : List.of(flags, service, "")) {
      content.writeByte(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
    name(content, replacement);
    return add(new Question(name, Kind.NAPTR), 60, bytes(content), DnsRecordType.NAPTR);
  }

  /// Answers a question of that kind with an alias and the records of the other name.
  public DnsServer alias(String name, Kind kind, String other) {
    ByteBuf content = Unpooled.buffer();
    name(content, other);
    var question = new Question(name, kind);
    add(question, 60, bytes(content), DnsRecordType.CNAME);
    return this;
  }

  public DnsServer broken(String name, Kind kind, byte... content) {
    return add(new Question(name, kind), 60, content, NettyDns.typeOf(kind));
  }

  public void forget(String name, Kind kind) {
    records.remove(new Question(name, kind));
  }

  public DnsServer code(String name, Kind kind, DnsResponseCode code) {
    codes.put(new Question(name, kind), code);
    return this;
  }

  public DnsServer silent(String name, Kind kind) {
    silent.add(new Question(name, kind));
    return this;
  }

  public DnsServer delay(String name, Kind kind, Duration time) {
    delays.put(new Question(name, kind), time);
    return this;
  }

  /// How often that was asked so far.
  public long asked(String name, Kind kind) {
    var question = new Question(name, kind);
    return asked.stream().filter(question::equals).count();
  }

  public List<Question> asked() {
    return List.copyOf(asked);
  }

  private DnsServer add(Question question, int ttl, byte[] content, DnsRecordType type) {
    records
        .computeIfAbsent(question, _ -> new CopyOnWriteArrayList<>())
        .add(new Entry(ttl, content, type));
    return this;
  }

  private static void name(ByteBuf out, String name) {
    for (String label : name.split("\\.", 0)) {
      if (!label.isEmpty()) {
        out.writeByte(label.length()).writeBytes(label.getBytes(StandardCharsets.US_ASCII));
      }
    }
    out.writeByte(0);
  }

  private static byte[] bytes(ByteBuf content) {
    var bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    content.release();
    return bytes;
  }

  @Override
  public void close() {
    channel.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Handler extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
      DnsQuestion wanted = query.recordAt(DnsSection.QUESTION);
      var question = new Question(wanted.name(), Kind.valueOf(wanted.type().name()));
      asked.add(question);
      if (silent.contains(question)) {
        return;
      }
      var response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
      response.setCode(code(question));
      response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(wanted.name(), wanted.type()));
      for (Entry entry : records.getOrDefault(question, List.of())) {
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(
                wanted.name(), entry.type(), entry.ttl(), Unpooled.wrappedBuffer(entry.content())));
      }
      long after = delays.getOrDefault(question, Duration.ZERO).toMillis();
      ctx.executor().schedule(() -> ctx.writeAndFlush(response), after, TimeUnit.MILLISECONDS);
    }

    private DnsResponseCode code(Question question) {
      boolean exists = records.keySet().stream().anyMatch(it -> it.name().equals(question.name()));
      return codes.getOrDefault(
          question, exists ? DnsResponseCode.NOERROR : DnsResponseCode.NXDOMAIN);
    }
  }
}
