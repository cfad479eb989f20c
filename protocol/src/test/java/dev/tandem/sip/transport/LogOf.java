package dev.tandem.sip.transport;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/// What a class logs while this is open.
final class LogOf extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final StringBuffer lines = new StringBuffer();

  private LogOf(Logger logger) {
    this.logger = logger;
  }

  static LogOf type(Class<?> type) {
    var log = new LogOf((Logger) LoggerFactory.getLogger(type));
    log.start();
    log.logger.addAppender(log);
    return log;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.append(event.getFormattedMessage()).append('\n');
  }

  String text() {
    return lines.toString();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
