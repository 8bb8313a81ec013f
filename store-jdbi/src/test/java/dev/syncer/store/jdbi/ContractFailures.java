package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract inside a test, to see whether it notices a known fault. */
final class ContractFailures {
  private ContractFailures() {}

  /** Those of the contract's methods that fail. */
  static List<String> failures(Class<?> contract, String... methods) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(methods).map(name -> selectMethod(contract, name)).toList())
            .build();
    List<String> failures = new ArrayList<>();
    List<String> finished = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.getSource().orElse(null) instanceof MethodSource method) {
                  finished.add(method.getMethodName());
                  if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                    failures.add(method.getMethodName());
                  }
                }
              }
            });
    assertThat(finished).containsExactlyInAnyOrder(methods);
    return failures;
  }
}
