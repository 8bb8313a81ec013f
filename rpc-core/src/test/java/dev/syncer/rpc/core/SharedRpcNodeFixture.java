package dev.syncer.rpc.core;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One node for all tests of a class, which leave nothing behind, with Ana logged in. */
abstract class SharedRpcNodeFixture {
  static RpcNode node;
  static String token;

  @BeforeAll
  static void open(@TempDir Path folder) {
    node = new RpcNode(folder);
    token = node.login("Ana");
  }

  @AfterAll
  static void close() {
    node.close();
  }
}
