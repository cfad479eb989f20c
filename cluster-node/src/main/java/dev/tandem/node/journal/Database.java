package dev.tandem.node.journal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.apache.commons.dbcp2.BasicDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database of this process, with the schema in place, and its one pool of connections. Safe
/// for all threads.
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(3);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(3);
  private static final Duration OLD_AGE = Duration.ofMinutes(30);
  private static final Duration TIDY = Duration.ofSeconds(30);

  private final Dialect dialect;
  private final String url;
  private final Properties properties;
  private final BasicDataSource pool;

  private Database(Dialect dialect, String url, Properties properties, BasicDataSource pool) {
    this.dialect = dialect;
    this.url = url;
    this.properties = properties;
    this.pool = pool;
  }

  /// Connects, creates or checks the tables and keeps a pool.
  ///
  /// @throws JournalUnavailable with one line for the operator
  public static Database open(JournalSettings settings) throws JournalUnavailable {
    Dialect dialect = Dialect.of(settings);
    String url = dialect.url(settings);
    Properties properties = properties(settings, dialect);
    BasicDataSource pool = pool(url, properties, settings.poolSize());
    try (Connection first = DriverManager.getConnection(url, properties)) {
      Schema.apply(dialect, first, settings.safeUrl());
      dialect.recover(first);
      pool.getConnection().close(); // before the first: an H2 without any closes itself
      LOG.info("journal open, url={}", settings.safeUrl());
      return new Database(dialect, url, properties, pool);
    } catch (SQLException e) {
      throw new JournalUnavailable(dialect.explain(settings, e));
    }
  }

  /// From the pool; waits 3 s at most for one to come back. When there is none who asks connects,
  /// which the settings of the driver bound: a pool that tries by itself, ever more seldom, would
  /// keep us waiting longer than the server does.
  public Connection connection() throws SQLException {
    return pool.getConnection();
  }

  /// One that is not the pool's, for who keeps it.
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }

  Dialect dialect() {
    return dialect;
  }

  @Override
  public void close() {
    try {
      dialect.close(connection());
    } catch (SQLException e) {
      LOG.warn("journal closed without a farewell, reason={}", e.getMessage());
    }
    try {
      pool.close();
    } catch (SQLException e) {
      LOG.debug("closing the pool", e);
    }
  }

  private static Properties properties(JournalSettings settings, Dialect dialect) {
    var properties = new Properties();
    properties.putAll(dialect.properties(settings));
    if (!settings.user().isEmpty()) {
      properties.setProperty("user", settings.user());
      properties.setProperty("password", settings.password());
    }
    return properties;
  }

  private static BasicDataSource pool(String url, Properties properties, int size) {
    var pool = new BasicDataSource();
    pool.setUrl(url);
    for (String name : properties.stringPropertyNames()) {
      String value = properties.getProperty(name);
      switch (name) {
        case "user" -> pool.setUsername(value);
        case "password" -> pool.setPassword(value);
        default -> pool.addConnectionProperty(name, value);
      }
    }
    pool.setMaxTotal(size);
    pool.setMaxIdle(size);
    pool.setMinIdle(1); // others see by our connections that this process lives
    pool.setMaxWait(WAIT_FOR_CONNECTION);
    pool.setMaxConn(OLD_AGE);
    pool.setLogExpiredConnections(false);
    pool.setDurationBetweenEvictionRuns(TIDY);
    pool.setTestOnBorrow(true);
    pool.setValidationQueryTimeout(ANSWERS_WITHIN);
    pool.setFastFailValidation(true);
    pool.setDefaultAutoCommit(true);
    return pool;
  }
}
