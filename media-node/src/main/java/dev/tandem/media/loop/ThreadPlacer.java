package dev.tandem.media.loop;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Binds the calling thread to a core and puts it under `SCHED_FIFO`, by Linux's own calls. What is
/// refused (no permission, another system) is logged once per loop and lived with.
final class ThreadPlacer {
  private static final Logger log = LoggerFactory.getLogger(ThreadPlacer.class);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RESET_ON_FORK = 0x40000000;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int MASK_BYTES = 128;

  private ThreadPlacer() {}

  static void place(LoopPlacement placement) {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      sleepExactly();
      if (placement.cpu() >= 0) {
        bind(arena, placement.cpu());
      }
      if (placement.fifo() > 0) {
        schedule(arena, placement.fifo());
      }
    } catch (Throwable e) {
      log.warn("media loop thread cannot be placed: {}", e.toString());
    }
  }

  private static void bind(Arena arena, int cpu) throws Throwable {
    MemorySegment mask = arena.allocate(MASK_BYTES, 8);
    mask.setAtIndex(ValueLayout.JAVA_LONG, cpu / 64, 1L << (cpu % 64));
    var type = FunctionDescriptor.of(INT, INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    succeeded(
        "sched_setaffinity",
        (int) handle("sched_setaffinity", type).invokeExact(0, (long) MASK_BYTES, mask));
  }

  private static void schedule(Arena arena, int fifo) throws Throwable {
    MemorySegment priority = arena.allocateFrom(INT, fifo);
    var type = FunctionDescriptor.of(INT, INT, INT, ValueLayout.ADDRESS);
    succeeded(
        "SCHED_FIFO",
        (int)
            handle("sched_setscheduler", type)
                .invokeExact(0, SCHED_FIFO | SCHED_RESET_ON_FORK, priority));
  }

  /// The ordinary class sleeps up to 50 µs too long by default; a beat is 1,000.
  private static void sleepExactly() throws Throwable {
    var type = FunctionDescriptor.of(INT, INT, ValueLayout.JAVA_LONG);
    var variadic = Linker.Option.firstVariadicArg(1);
    succeeded(
        "prctl", (int) handle("prctl", type, variadic).invokeExact(PR_SET_TIMERSLACK, 1_000L));
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }

  private static void succeeded(String what, int result) {
    if (result != 0) {
      log.warn("{} was refused; the media loop goes on without it", what);
    }
  }
}
