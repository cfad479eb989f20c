package dev.tandem.media.loop;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Netty's event loop without its thread: [#poll()] is all that runs it.
final class EpollIo implements MediaIo {
  /// Most time Netty may spend on its own tasks in a beat. We give it none.
  private static final long TASK_NANOS = 200_000;

  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(Thread.currentThread(), EpollIoHandler.newFactory());

  @Override
  public void register(MediaSocket socket, SocketReader reader) throws IOException {
    EpollSocket epoll = (EpollSocket) socket;
    epoll.readBy(reader);
    var registering = loop.register(epoll);
    while (!registering.isDone()) {
      loop.runNow(TASK_NANOS);
    }
    if (!registering.isSuccess()) {
      throw new IOException("epoll refused a socket", registering.cause());
    }
    epoll.registration = registering.getNow();
    epoll.registration.submit(EpollIoOps.EPOLLIN);
  }

  @Override
  public void deregister(MediaSocket socket) {
    EpollSocket epoll = (EpollSocket) socket;
    epoll.readBy(null);
    if (epoll.registration != null) {
      epoll.registration.cancel();
      epoll.registration = null;
    }
  }

  @Override
  public void poll() {
    loop.runNow(TASK_NANOS);
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS); // ended when the loop says so
    while (!loop.isTerminated()) {
      loop.runNow(TASK_NANOS);
    }
  }
}
