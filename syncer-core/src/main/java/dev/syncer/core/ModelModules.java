package dev.syncer.core;

import dev.syncer.api.ModelModule;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.RootCause;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model modules of an application: found by {@link ServiceLoader}, or named one by one. */
public final class ModelModules {
  private static final Logger LOG = LoggerFactory.getLogger(ModelModules.class);

  private static final Pattern PROVIDER = Pattern.compile("Provider (\\S+) ");

  private final List<ModelModule> modules;

  /** What was searched for them; null where they were named. */
  private final @Nullable ClassLoader searched;

  private ModelModules(List<ModelModule> modules, @Nullable ClassLoader searched) {
    this.modules = List.copyOf(modules);
    this.searched = searched;
  }

  /** These modules and no others. */
  public static ModelModules of(ModelModule... modules) {
    return new ModelModules(List.of(modules), null);
  }

  /** The modules that the class path names. */
  public static ModelModules discovered() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return discovered(context == null ? ModelModules.class.getClassLoader() : context);
  }

  /**
   * The modules that a class loader finds.
   *
   * @throws StartupException naming each module that cannot be loaded
   */
  public static ModelModules discovered(ClassLoader loader) {
    List<ModelModule> found = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Iterator<ModelModule> services = ServiceLoader.load(ModelModule.class, loader).iterator();
    // A broken entry is told and passed over; the bound is for a loader that never ends.
    for (int i = 0; i < 10_000; i++) {
      try {
        if (!services.hasNext()) {
          break;
        }
        found.add(services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        faults.add(
            ErrorCode.MODULE_BROKEN.message(
                "a module cannot be loaded: " + reason(e) + ". Repair or remove its jar."));
      }
    }
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
    return new ModelModules(found, loader);
  }

  private static String reason(Throwable error) {
    Throwable cause = error.getCause();
    Matcher provider = PROVIDER.matcher(String.valueOf(error.getMessage()));
    String module = provider.find() ? provider.group(1) : "";
    return error.getMessage() + (cause == null ? "" : " (" + RootCause.words(cause, module) + ")");
  }

  /** These modules and more. */
  public ModelModules and(Iterable<? extends ModelModule> more) {
    List<ModelModule> all = new ArrayList<>(modules);
    more.forEach(all::add);
    return new ModelModules(all, searched);
  }

  /**
   * The modules, each once.
   *
   * @throws StartupException if one is there twice
   */
  List<ModelModule> checked() {
    Map<String, ModelModule> byClass = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    for (ModelModule module : modules) {
      if (byClass.putIfAbsent(module.getClass().getName(), module) != null) {
        faults.add(
            ErrorCode.MODULE_DUPLICATE.message(
                "module "
                    + module.name()
                    + " is installed twice. Install it once; a module that is found by"
                    + " ServiceLoader needs no installation."));
      }
    }
    if (!faults.isEmpty()) {
      throw new StartupException(faults);
    }
    return List.copyOf(byClass.values());
  }

  /** Logs each with name, version and jar; then what is probably forgotten: a line, an access. */
  void announce(Registry registry) {
    if (modules.isEmpty()) {
      LOG.warn(
          "There is no model module, so there are no models. A jar names its modules in {};"
              + " or name them with Syncer.builder().models(…).",
          UnnamedModules.SERVICE);
    }
    if (searched != null) {
      UnnamedModules.onTheClassPath(searched, modules)
          .forEach(name -> LOG.warn("{}", UnnamedModules.sentence(name)));
    }
    modules.forEach(
        module ->
            LOG.info("Model module {} {} from {}", module.name(), version(module), jar(module)));
    List<String> closed =
        registry.models().stream()
            .filter(model -> model.isClosed() && !model.isSystemOnly())
            .map(Model::name)
            .toList();
    if (!closed.isEmpty()) {
      LOG.info("Without access(…), only the system may use the models {}", closed);
    }
  }

  private static String version(ModelModule module) {
    Package home = module.getClass().getPackage();
    String version = home == null ? null : home.getImplementationVersion();
    return version == null ? "(no version)" : version;
  }

  private static String jar(ModelModule module) {
    CodeSource source = module.getClass().getProtectionDomain().getCodeSource();
    try {
      Path path = source == null ? null : Path.of(source.getLocation().toURI()).getFileName();
      return path == null ? "(unknown place)" : path.toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return source.getLocation().toString();
    }
  }
}
