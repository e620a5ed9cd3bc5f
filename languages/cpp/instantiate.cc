// A plugin of the C++ compiler, loaded only while the precompiled header is made: where the header says `#pragma gavel
// instantiate`, the templates that the standard library's own inline functions use are instantiated. The compiler would put that
// off to the end of the file, which for a precompiled header is the end of each file that includes it: 110 of the 130 ms that
// an empty program took. What is compiled is the same byte for byte.
//
// The declarations are those of gcc-plugin.h and of the compiler, so that no package of headers is needed.

struct cpp_reader;
struct plugin_name_args {
    char* base_name;
};
constexpr int PLUGIN_PRAGMAS = 15;

void c_register_pragma(const char* space, const char* name, void (*handler)(cpp_reader*));
void instantiate_pending_templates(int retries);

extern "C" {
void register_callback(const char* plugin, int event, void (*callback)(void*, void*), void* user_data);

int plugin_is_GPL_compatible;

int plugin_init(plugin_name_args* plugin, void*) {
    auto pragma = [](void*, void*) { c_register_pragma("gavel", "instantiate", [](cpp_reader*) { instantiate_pending_templates(0); }); };
    register_callback(plugin->base_name, PLUGIN_PRAGMAS, pragma, nullptr);
    return 0;
}
}
