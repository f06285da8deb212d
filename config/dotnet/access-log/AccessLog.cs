using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(AccessLog))]

/// <summary>A line for each request of any ASP.NET Core app, with the request's id, when DOTNET_STARTUP_HOOKS names it.</summary>
public class AccessLog : IHostingStartup, IStartupFilter
{
    public void Configure(IWebHostBuilder builder) =>
        builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(this));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(Record);
        next(app);
    };

    private static async Task Record(HttpContext context, Func<Task> next)
    {
        try
        {
            await next();
        }
        finally
        {
            var request = context.Request;
            var id = request.Headers["X-Request-Id"];
            Console.WriteLine($"{request.Method} {request.GetEncodedUrl()} {context.Response.StatusCode} {id}");
        }
    }
}

internal class StartupHook
{
    private const string Variable = "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES";

    public static void Initialize()
    {
        var others = Environment.GetEnvironmentVariable(Variable);
        var own = typeof(AccessLog).Assembly.GetName().Name;
        Environment.SetEnvironmentVariable(Variable, string.IsNullOrEmpty(others) ? own : $"{others};{own}");
    }
}
