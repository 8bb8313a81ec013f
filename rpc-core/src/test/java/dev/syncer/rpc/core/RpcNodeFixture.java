package dev.syncer.rpc.core;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fresh node for each test, with Ana logged in. */
public abstract class RpcNodeFixture {
  @TempDir protected Path folder;
  protected RpcNode node;
  protected String token;

  @BeforeEach
  void open() {
    node = new RpcNode(folder);
    token = node.login("Ana");
  }

  @AfterEach
  void close() {
    node.close();
  }
}
