package dev.syncer.core.model;

import dev.syncer.api.ModelBuilder;
import dev.syncer.api.Models;
import dev.syncer.core.fault.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What one module declares, as it declares it. */
final class ModuleModels implements Models {
  private static final Pattern MODEL_NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");

  private final String module;
  private final Map<String, Declaration> declared;
  private final List<Declaration> extensions;
  private final BiConsumer<ErrorCode, String> faults;

  /**
   * @param declared where the models go, by name
   * @param extensions where the extensions go
   * @param faults is told of what cannot be
   */
  ModuleModels(
      String module,
      Map<String, Declaration> declared,
      List<Declaration> extensions,
      BiConsumer<ErrorCode, String> faults) {
    this.module = module;
    this.declared = declared;
    this.extensions = extensions;
    this.faults = faults;
  }

  @Override
  public ModelBuilder model(String name) {
    Declaration declaration = new Declaration(name, module);
    Declaration other = declared.get(name);
    if (!MODEL_NAME.matcher(name).matches()) {
      faults.accept(
          ErrorCode.MODEL_NAME,
          "module "
              + module
              + " declares the model \""
              + name
              + "\". Names are dotted lower case, for example project.task.");
    } else if (other != null) {
      faults.accept(
          ErrorCode.MODEL_DUPLICATE,
          "module "
              + module
              + " declares the model "
              + name
              + ", which module "
              + other.module
              + " declares already. Rename one, or use extend(\""
              + name
              + "\").");
    } else {
      declared.put(name, declaration);
    }
    return new DeclarationBuilder(declaration, faults);
  }

  @Override
  public ModelBuilder extend(String name) {
    Declaration extension = new Declaration(name, module);
    extensions.add(extension);
    return new DeclarationBuilder(extension, faults);
  }
}
