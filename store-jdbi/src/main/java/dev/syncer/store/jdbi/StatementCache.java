package dev.syncer.store.jdbi;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/** Keeps the prepared statements of one connection that were used last, by their SQL. */
final class StatementCache implements StatementBuilder {
  private static final int MOST_KEPT = 200;

  private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return connection.createStatement();
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return take(connection, sql);
  }

  /** A prepared statement, which belongs to the caller until it is {@linkplain #giveBack back}. */
  PreparedStatement take(Connection connection, String sql) throws SQLException {
    PreparedStatement kept = idle.remove(sql);
    return kept == null ? connection.prepareStatement(sql) : kept;
  }

  @Override
  public CallableStatement createCall(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return connection.prepareCall(sql);
  }

  @Override
  public void close(Connection connection, String sql, Statement statement) throws SQLException {
    if (!(statement instanceof PreparedStatement prepared)) {
      statement.close();
      return;
    }
    try {
      prepared.clearParameters(); // they may be large
    } catch (SQLException e) {
      // The driver closes one that failed, but for what it stands on; a kept one would fail for
      // ever.
      prepared.close();
      return;
    }
    giveBack(sql, prepared);
  }

  /** Keeps a statement that did not fail. */
  void giveBack(String sql, PreparedStatement prepared) throws SQLException {
    PreparedStatement twin = idle.put(sql, prepared);
    if (twin != null) {
      twin.close();
    }
    if (idle.size() > MOST_KEPT) {
      Iterator<PreparedStatement> oldest = idle.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
  }

  @Override
  public void close(Connection connection) {
    // Closing a connection closes its statements.
    idle.clear();
  }
}
