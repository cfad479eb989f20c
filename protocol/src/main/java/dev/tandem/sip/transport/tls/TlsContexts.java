package dev.tandem.sip.transport.tls;

import dev.tandem.config.InvalidSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes TLS handlers with the certificate of the moment. The files are looked at every few
/// seconds: new ones serve the next handshakes, broken ones are told and the old stay.
///
/// The costly half of a handshake runs on two threads of its own, so that a crowd of new phones
/// does not hold up the SIP loop.
public final class TlsContexts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
  private static final int THREADS = 2;

  private record Contexts(SslContext server, SslContext client) {}

  private final TlsSettings settings;
  private final ScheduledThreadPoolExecutor threads;
  private volatile Contexts contexts;
  private String seen; // of the files, when they were read last

  private TlsContexts(TlsSettings settings) {
    this.settings = settings;
    this.seen = fingerprint();
    this.contexts =
        switch (Material.load(settings)) {
          case Material.Loaded.Usable(var material) -> contexts(material);
          case Material.Loaded.Unusable(var problems) -> throw invalid(problems);
        };
    this.threads =
        new ScheduledThreadPoolExecutor(
            THREADS, Thread.ofPlatform().name("sip-tls-", 0).daemon(true).factory());
  }

  /// @throws InvalidSettings when the files have become unusable since the settings were read
  public static TlsContexts open(TlsSettings settings) {
    var opened = new TlsContexts(settings);
    opened.watch();
    return opened;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the threads
  private void watch() {
    long every = settings.reloadEvery().toMillis();
    threads.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  private static InvalidSettings invalid(List<TlsProblem> problems) {
    return new InvalidSettings(problems.stream().map(TlsProblem::toString).toList());
  }

  public TlsSettings settings() {
    return settings;
  }

  /// For a peer that connected to us.
  public SslHandler server(ByteBufAllocator allocator) {
    return limited(contexts.server.newHandler(allocator, threads));
  }

  /// For a peer we connect to.
  ///
  /// @param domain that its certificate must name
  public SslHandler client(ByteBufAllocator allocator, String domain, int port) {
    return limited(contexts.client.newHandler(allocator, domain, port, threads));
  }

  private SslHandler limited(SslHandler handler) {
    handler.setHandshakeTimeoutMillis(settings.handshakeWithin().toMillis());
    return handler;
  }

  private Contexts contexts(Material material) {
    try {
      return new Contexts(
          common(SslContextBuilder.forServer(material.key(), material.chain()))
              .trustManager(material.clients())
              .clientAuth(clientAuth())
              .build(),
          common(SslContextBuilder.forClient().keyManager(material.key(), material.chain()))
              .trustManager(new ServerTrust(material.servers()))
              .endpointIdentificationAlgorithm(null) // ServerTrust does it, by SIP's rules
              .build());
    } catch (SSLException e) {
      throw new IllegalStateException("the JDK cannot do TLS", e);
    }
  }

  private SslContextBuilder common(SslContextBuilder builder) {
    return builder.sslProvider(SslProvider.JDK).protocols(settings.protocols());
  }

  private ClientAuth clientAuth() {
    return switch (settings.clients()) {
      case NONE -> ClientAuth.NONE;
      case WANTED -> ClientAuth.OPTIONAL;
      case REQUIRED -> ClientAuth.REQUIRE;
    };
  }

  /// One at a time; a problem is told once, until the files change again.
  private void look() {
    try {
      String now = fingerprint();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      switch (Material.load(settings)) {
        case Material.Loaded.Usable(var material) -> {
          contexts = contexts(material);
          LOG.info("tls certificate read anew, valid until {}", validUntil(material));
        }
        case Material.Loaded.Unusable(var problems) ->
            LOG.warn("tls files have changed and cannot be used, the old stay: {}", problems);
      }
    } catch (RuntimeException e) {
      LOG.warn("tls files could not be read anew, the old stay", e); // else never looked at again
    }
  }

  private static Object validUntil(Material material) {
    return material.chain().getFirst().getNotAfter().toInstant();
  }

  /// By content: the times of files behind links and mounts tell little.
  private String fingerprint() {
    TlsSettings.Files files = settings.files();
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (String file : files(files)) {
        digest.update(content(file));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static List<String> files(TlsSettings.Files files) {
    return Stream.of(files.certificate(), files.key(), files.ca(), files.clientCa())
        .filter(file -> !file.isEmpty())
        .toList();
  }

  private static byte[] content(String file) {
    try {
      return Pem.bytes(file);
    } catch (Pem.Unreadable _) {
      return new byte[0]; // told when it is loaded
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
