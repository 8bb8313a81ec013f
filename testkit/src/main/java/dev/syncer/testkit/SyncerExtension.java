package dev.syncer.testkit;

import dev.syncer.testkit.base.MovableClock;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Opens a node for each test of a {@link SyncerTest}, and hands out its parts. */
final class SyncerExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final Map<Class<?>, Function<TestNode, Object>> PARTS =
      Map.of(
          TestNode.class, node -> node,
          TestDatabase.class, TestNode::database,
          TestUsers.class, TestNode::users,
          MovableClock.class, TestNode::clock);

  @Override
  public void beforeEach(ExtensionContext context) {
    store(context).put(TestNode.class, TestNode.of(settings(context.getRequiredTestClass())));
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(
        ExtensionContext.Namespace.create(SyncerExtension.class, context.getUniqueId()));
  }

  private static SyncerTest settings(Class<?> test) {
    for (Class<?> at = test; at != null; at = at.getEnclosingClass()) {
      var found = AnnotationSupport.findAnnotation(at, SyncerTest.class);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new ExtensionConfigurationException(test + " has no @SyncerTest(modules = …)");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestNode node = store(context).remove(TestNode.class, TestNode.class);
    if (node != null) {
      node.end();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARTS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestNode node = store(context).get(TestNode.class, TestNode.class);
    Function<TestNode, Object> part = PARTS.get(parameter.getParameter().getType());
    if (node == null || part == null) {
      throw new ExtensionConfigurationException(
          "parts of a node are parameters of test methods and of @BeforeEach, since each test has"
              + " its own; not of constructors or @BeforeAll");
    }
    return part.apply(node);
  }
}
