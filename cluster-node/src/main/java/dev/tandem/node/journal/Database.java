package dev.tandem.node.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one pool of connections of this process, with the schema in place. Safe for all threads.
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(3);

  private final Dialect dialect;
  private final HikariDataSource pool;

  private Database(Dialect dialect, HikariDataSource pool) {
    this.dialect = dialect;
    this.pool = pool;
  }

  /// Connects, creates or checks the tables and keeps a pool.
  ///
  /// @throws JournalUnavailable with one line for the operator
  public static Database open(JournalSettings settings) throws JournalUnavailable {
    Dialect dialect = Dialect.of(settings);
    HikariConfig config = config(settings, dialect);
    try (Connection first = connect(config)) {
      Schema.apply(dialect, first, settings.safeUrl());
    } catch (SQLException e) {
      throw new JournalUnavailable(dialect.explain(settings, e));
    }
    LOG.info("journal open, url={}", settings.safeUrl());
    return new Database(dialect, new HikariDataSource(config));
  }

  /// From the pool; waits 3 s at most.
  public Connection connection() throws SQLException {
    return pool.getConnection();
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
    pool.close();
  }

  private static HikariConfig config(JournalSettings settings, Dialect dialect) {
    var config = new HikariConfig();
    config.setPoolName("journal");
    config.setJdbcUrl(dialect.url(settings));
    if (!settings.user().isEmpty()) {
      config.setUsername(settings.user());
      config.setPassword(settings.password());
    }
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
    config.setInitializationFailTimeout(-1); // the first connection has been tried already
    dialect.configure(config);
    return config;
  }

  /// Without the pool: it would try for seconds and bury the reason in its own exception.
  private static Connection connect(HikariConfig config) throws SQLException {
    var properties = new Properties();
    properties.putAll(config.getDataSourceProperties());
    if (config.getUsername() != null) {
      properties.setProperty("user", config.getUsername());
      properties.setProperty("password", config.getPassword());
    }
    return DriverManager.getConnection(config.getJdbcUrl(), properties);
  }
}
