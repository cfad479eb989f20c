package dev.tandem.node.journal;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
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

  /// What has lain there longer is tried before it is given out; and how long that may take.
  private static final Duration DOUBTFUL_AFTER = Duration.ofMillis(500);

  private static final int ANSWERS_WITHIN_SECONDS = 3;
  private static final Duration OLD_AGE = Duration.ofMinutes(30);

  private final Dialect dialect;
  private final AgroalDataSource pool;

  private Database(Dialect dialect, AgroalDataSource pool) {
    this.dialect = dialect;
    this.pool = pool;
  }

  /// Connects, creates or checks the tables and keeps a pool.
  ///
  /// @throws JournalUnavailable with one line for the operator
  public static Database open(JournalSettings settings) throws JournalUnavailable {
    Dialect dialect = Dialect.of(settings);
    String url = dialect.url(settings);
    Properties properties = properties(settings, dialect);
    try (Connection first = DriverManager.getConnection(url, properties)) {
      Schema.apply(dialect, first, settings.safeUrl());
      dialect.recover(first);
      var database = new Database(dialect, pool(url, properties, settings.poolSize()));
      LOG.info("journal open, url={}", settings.safeUrl());
      return database;
    } catch (SQLException e) {
      throw new JournalUnavailable(dialect.explain(settings, e));
    }
  }

  /// From the pool; waits 3 s at most. After an outage the first one who asks connects: a pool that
  /// tries by itself, ever more seldom, would keep the journal away longer than the server is.
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

  private static Properties properties(JournalSettings settings, Dialect dialect) {
    var properties = new Properties();
    properties.putAll(dialect.properties(settings));
    if (!settings.user().isEmpty()) {
      properties.setProperty("user", settings.user());
      properties.setProperty("password", settings.password());
    }
    return properties;
  }

  private static AgroalDataSource pool(String url, Properties properties, int size)
      throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(pool ->
                pool.maxSize(size)
                    .acquisitionTimeout(WAIT_FOR_CONNECTION)
                    .maxLifetime(OLD_AGE)
                    .connectionCache(ConnectionCache.none()) // who asks is a thread of its own
                    .exceptionSorter(new PostgreSQLExceptionSorter())
                    .idleValidationTimeout(DOUBTFUL_AFTER)
                    .connectionValidator(
                        ConnectionValidator.defaultValidatorWithTimeout(ANSWERS_WITHIN_SECONDS))
                    .connectionFactoryConfiguration(factory -> connect(factory, url, properties))));
  }

  private static AgroalConnectionFactoryConfigurationSupplier connect(
      AgroalConnectionFactoryConfigurationSupplier factory, String url, Properties properties) {
    for (String name : properties.stringPropertyNames()) {
      String value = properties.getProperty(name);
      switch (name) {
        case "user" -> factory.principal(new NamePrincipal(value));
        case "password" -> factory.credential(new SimplePassword(value));
        default -> factory.jdbcProperty(name, value);
      }
    }
    return factory.jdbcUrl(url);
  }
}
