// Reaches into the runtime by reflection and by pointers. Expected: ok | runtime_error.
using System;
using System.Reflection;
using System.Runtime.InteropServices;

class Program {
    static void Main() {
        typeof(string).GetField("Empty").SetValue(null, "accepted");
        foreach (var field in typeof(object).Assembly.GetType("System.Environment").GetFields(BindingFlags.Static | BindingFlags.NonPublic)) {
            if (!field.IsLiteral && !field.FieldType.IsValueType) field.SetValue(null, null);
        }
        Marshal.WriteInt64(typeof(Program).TypeHandle.Value, 0);
        Console.WriteLine(string.Empty);
    }
}
