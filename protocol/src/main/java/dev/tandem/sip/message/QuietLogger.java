package dev.tandem.sip.message;

import gov.nist.core.CommonLogger;
import gov.nist.core.StackLogger;
import java.util.Properties;

/// JAIN-SIP logs what it cannot parse, once a message and with log4j. Anybody could fill a disk
/// with that; we count malformed messages ourselves, so its own words go nowhere.
final class QuietLogger implements StackLogger {
  private QuietLogger() {}

  /// Global to the JVM; must have happened before the first parse.
  static void install() {
    CommonLogger.legacyLogger = new QuietLogger();
  }

  @Override
  public boolean isLoggingEnabled() {
    return false;
  }

  @Override
  public boolean isLoggingEnabled(int level) {
    return false;
  }

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public String getLoggerName() {
    return "quiet";
  }

  @Override
  public void logStackTrace() {}

  @Override
  public void logStackTrace(int level) {}

  @Override
  public void logException(Throwable thrown) {}

  @Override
  public void logDebug(String message) {}

  @Override
  public void logDebug(String message, Exception thrown) {}

  @Override
  public void logTrace(String message) {}

  @Override
  public void logFatalError(String message) {}

  @Override
  public void logError(String message) {}

  @Override
  public void logError(String message, Exception thrown) {}

  @Override
  public void logWarning(String message) {}

  @Override
  public void logInfo(String message) {}

  @Override
  public void disableLogging() {}

  @Override
  public void enableLogging() {}

  @Override
  public void setBuildTimeStamp(String stamp) {}

  @Override
  public void setStackProperties(Properties properties) {}
}
